/** What the bot's client makes of each shape that Discord really sends; test/e2e/shapes.test.ts has the whole bot. */
import {once} from 'node:events';
import {type Client, Events, type Interaction, MessageFlags} from 'discord.js';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {type Change, file, type Sandbox, type ScriptedUser, startSandbox} from '../../../sandbox/index.ts';
import {oddEvents} from '../../../sandbox/shapes/events.ts';
import {interactionShapes, unknownInteractions} from '../../../sandbox/shapes/interactions.ts';
import {messageShapes, systemMessages} from '../../../sandbox/shapes/messages.ts';
import {foreignReactions, reactionShapes} from '../../../sandbox/shapes/reactions.ts';
import {connectHandlers, createClient} from '../../../src/bot/client.ts';
import {GatewayWatch} from '../../../src/bot/gateway/gateway-watch.ts';
import type {IncomingReaction} from '../../../src/bot/reaction-router.ts';
import {visitorOf} from '../../../src/commands/access/visitor.ts';
import {imagesOf} from '../../../src/commands/picker/message-images.ts';
import {actionOfEmoji} from '../../../src/commands/picture/actions.ts';

type Json = Record<string, unknown>;

let sandbox: Sandbox;
let client: Client;
let mia: ScriptedUser;
const heard: Interaction[] = [];
const reactions: IncomingReaction[] = [];
const complaints: unknown[] = [];

const commands = [
  {name: 'paint', description: 'Paints', contexts: [0, 1, 2], integration_types: [0, 1]},
  {name: 'Paint this', type: 3},
];

beforeAll(async () => {
  sandbox = await startSandbox();
  mia = sandbox.user('mia');
  const complain = (fields: object, message: string) => void complaints.push({message, fields});
  const log = {debug() {}, info() {}, warn: complain, error: complain};
  const watch = new GatewayWatch({log, onLost() {}});
  const {applicationId, apiUrl: apiBase} = sandbox;
  client = createClient({apiBase, shards: 'auto', watch, callbacks: {applicationId, onDoubt() {}}, log});
  connectHandlers(client, {
    onInteraction: async (interaction) => void heard.push(interaction),
    onReaction: async (reaction) => void reactions.push(reaction),
    onMessage: async () => {},
    onSession() {},
    version: '',
    onMessageDeleted: async () => {},
    watch,
    log,
  });
  const ready = once(client, Events.ClientReady);
  await client.login(sandbox.botToken);
  await ready;
  await client.rest.put(`/applications/${applicationId}/commands`, {body: commands});
}, 100_000);
afterAll(async () => {
  await client.destroy();
  await sandbox.close();
});
let ends: (() => void)[] = [];
beforeEach(() => {
  for (const list of [heard, reactions, complaints]) list.length = 0;
});
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  expect(complaints).toEqual([]);
});

const soon = {timeout: 20_000};
const reshape = (name: string, change: Change) => ends.push(sandbox.reshape(name, change));
const next = async () => vi.waitUntil(() => heard.shift(), soon);
const picture = () => file('cat.jpg', new Uint8Array(64));

test.each(Object.entries(interactionShapes))(
  'an interaction %s is understood everywhere',
  async (_what, change) => {
    reshape('INTERACTION_CREATE', change);
    const general = sandbox.channel('general');
    const chat = sandbox.groupChat('friends', [mia, sandbox.user('noa')]);
    for (const channel of [general, mia.dm, chat]) {
      await mia.slash('paint', {}, {channel});
      const interaction = await next();
      expect(interaction.isChatInputCommand()).toBe(true);
      expect(interaction).toMatchObject({
        channelId: channel.id,
        guildId: channel === general ? expect.any(String) : null,
        locale: expect.any(String),
        user: {id: mia.id},
        attachmentSizeLimit: expect.any(Number),
      });
      expect(visitorOf(interaction)).toMatchObject({userId: mia.id, channelId: channel.id});
    }
  },
);

test.each(Object.entries(unknownInteractions))('an interaction %s is ignored', async (_what, change) => {
  const end = sandbox.reshape('INTERACTION_CREATE', change);
  const ignored = await mia.slash('paint');
  end();
  const understood = await mia.slash('paint');
  expect((await next()).id).toBe(understood.record.id);
  expect(ignored.state).toBe('waiting');
});

/** The message as the bot gets it with a command in its menu. It also saw it when it was posted. */
async function chosen(change: Change) {
  reshape('MESSAGE_CREATE', change);
  reshape('INTERACTION_CREATE', (interaction) => {
    const {resolved, ...data} = interaction.data as {resolved: {messages: Record<string, Json>}};
    const messages = Object.entries(resolved.messages).map(([id, message]) => [id, change(message)]);
    return {...interaction, data: {...data, resolved: {messages: Object.fromEntries(messages)}}};
  });
  mia.messageCommand('Paint this', await mia.send('look', {files: [picture()]}));
  const interaction = await next();
  if (!interaction.isMessageContextMenuCommand()) throw new Error('expected a command of a message');
  return interaction.targetMessage;
}

test.each(Object.entries(messageShapes))('a message %s is read, with its picture', async (_what, change) => {
  expect(imagesOf(await chosen(change))).toMatchObject([{name: 'cat.jpg', size: 64}]);
});

test.each(Object.entries(systemMessages))('a message of Discord itself %s is read', async (_what, change) => {
  expect(imagesOf(await chosen(change))).toEqual([]);
});

test.each(Object.entries(messageShapes))('a message %s may hold a button', async (_what, change) => {
  reshape('INTERACTION_CREATE', (data) => ({...data, message: change(data.message as Json)}));
  const {messages, world} = sandbox.services;
  const button = {type: 2, style: 1, label: 'Go', custom_id: 'go'} as const;
  const {record: channel} = sandbox.channel('general');
  const components = [{type: 1, components: [button]}] as const;
  const message = messages.create({
    channel,
    author: world.bot,
    type: 0,
    components: [...components] as never,
  });
  mia.click(sandbox.channel('general').handleOf(message), {customId: 'go'});
  const interaction = await next();
  expect(interaction).toMatchObject({customId: 'go', message: {id: message.id}});
  expect(interaction.isButton() && interaction.message.flags.has(MessageFlags.Ephemeral)).toBe(false);
});

test.each(Object.entries(reactionShapes))('a reaction %s is heard', async (_what, change) => {
  reshape('MESSAGE_REACTION_ADD', change);
  const message = await mia.send('look');
  mia.react(message, '➕');
  const reaction = await vi.waitUntil(() => reactions.shift(), soon);
  expect(reaction).toMatchObject({
    emoji: '➕',
    userId: mia.id,
    byBot: false,
    message: {id: message.id, channelId: sandbox.channel('general').id},
  });
  expect(await reaction.whereabouts()).toMatchObject({});
});

test.each(Object.entries(foreignReactions))('a reaction %s means nothing', async (_what, change) => {
  reshape('MESSAGE_REACTION_ADD', change);
  mia.react(await mia.send('look'), '➕');
  const reaction = await vi.waitUntil(() => reactions.shift(), soon);
  expect(actionOfEmoji(reaction.emoji)).toBeUndefined();
});

test('events about servers, channels and what nobody knows yet are no matter', async () => {
  const {world} = sandbox.services;
  const [guild] = world.guilds.values();
  for (const {what, name, data} of oddEvents(world, guild!)) {
    sandbox.dispatch(name, data, {guildId: guild!.id});
    await mia.slash('paint');
    await next();
    expect({what, complaints}).toEqual({what, complaints: []});
  }
});
