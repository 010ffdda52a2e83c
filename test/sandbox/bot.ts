/** A sandbox with a real discord.js client connected over real sockets; closed when the test ends. */
import {
  type ChatInputCommandInteraction,
  Client,
  type ClientOptions,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
  SlashCommandBuilder,
} from 'discord.js';
import {expect, onTestFinished} from 'vitest';
import {
  type InteractionHandle,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/index.ts';

export const defaultIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
];

export async function sandboxWithBot(
  options: SandboxOptions = {},
  clientOptions: Partial<ClientOptions> = {},
): Promise<{sandbox: Sandbox; client: Client<true>}> {
  const sandbox = await sandboxAlone(options);
  return {sandbox, client: await connect(sandbox, clientOptions)};
}

export async function sandboxAlone(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Resolves when the client is ready. */
export async function connect(sandbox: Sandbox, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = new Client({
    intents: defaultIntents,
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    ...options,
    rest: {api: sandbox.apiUrl, ...options.rest},
  });
  onTestFinished(() => client.destroy());
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.botToken);
  return ready;
}

/** `/paint image style?`: the command most tests use. */
export const paintCommand = new SlashCommandBuilder()
  .setName('paint')
  .setDescription('Repaints a picture')
  .addAttachmentOption((option) =>
    option.setName('image').setDescription('The picture').setRequired(true).setFileTypes('image'),
  )
  .addStringOption((option) =>
    option.setName('style').setDescription('The style').setAutocomplete(true).setMaxLength(20),
  )
  .addIntegerOption((option) =>
    option.setName('size').setDescription('Longest side').setMinValue(128).setMaxValue(2048),
  );

/** Registers `/paint` and runs `handler` for each use; an error in the handler fails the test through `errors`. */
export async function onPaint(
  client: Client<true>,
  handler: (interaction: ChatInputCommandInteraction) => Promise<unknown>,
): Promise<unknown[]> {
  await client.application.commands.set([paintCommand]);
  return onInteraction(client, async (interaction) => {
    if (interaction.isChatInputCommand()) await handler(interaction);
  });
}

/** Collects the handler's errors, so that a test can look at them. */
export function onInteraction(
  client: Client<true>,
  handler: (interaction: Interaction) => Promise<unknown>,
): unknown[] {
  const errors: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    handler(interaction).catch((error: unknown) => errors.push(error));
  });
  return errors;
}

/** Expects that nothing on the wire broke the official schemas, and that every requested route existed. */
export function expectClean(sandbox: Sandbox): void {
  expect(sandbox.violations).toEqual([]);
  expect(sandbox.unknownRoutes).toEqual([]);
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Sends one plain request with the bot's token, bypassing the client's queue and types. */
export async function callApi(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const response = await fetch(`${sandbox.apiUrl}/v10${path}`, {
    method,
    headers: {authorization: `Bot ${sandbox.botToken}`, 'content-type': 'application/json', ...headers},
    ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined};
}

/** The path for follow-ups to an interaction. */
export function webhookPath({record}: InteractionHandle): string {
  return `/webhooks/${record.payload.application_id}/${record.token}`;
}
