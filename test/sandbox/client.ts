/** A real discord.js client, connected to a sandbox over real sockets. */
import {Client, type ClientOptions, Events, GatewayIntentBits, Partials} from 'discord.js';
import type {Sandbox} from '../../sandbox/index.ts';

export const defaultIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
];

/** Resolves when the client is ready. */
export async function connect(sandbox: Sandbox, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = new Client({
    intents: defaultIntents,
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    ...options,
    rest: {api: sandbox.apiUrl, ...options.rest},
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.botToken);
  return ready;
}
