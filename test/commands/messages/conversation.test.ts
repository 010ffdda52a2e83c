import {
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  PermissionFlagsBits,
  PermissionsBitField,
} from 'discord.js';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {conversationOf, deferReply, type Origin} from '../../../src/commands/messages/conversation.ts';
import {messageAt} from '../../../src/commands/messages/reply/message-at.ts';
import {MessageOutOfReachError} from '../../../src/commands/messages/reply/reply-target.ts';
import {discordError, FakeDiscord} from '../fake-discord.ts';

const message = {content: 'hello', components: []};
const {ViewChannel, ReadMessageHistory, AddReactions} = PermissionFlagsBits;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function origin(permissions: bigint[], change: Partial<Origin> = {}): Origin {
  return {
    applicationId: 'app',
    token: 'token',
    attachmentSizeLimit: 1_000,
    guildId: 'guild',
    channelId: 'channel',
    locale: Locale.Vietnamese,
    ephemeral: false,
    context: InteractionContextType.Guild,
    authorizingIntegrationOwners: {[ApplicationIntegrationType.GuildInstall]: 'guild'},
    appPermissions: new PermissionsBitField(permissions),
    ...change,
  };
}

const directMessage: Partial<Origin> = {guildId: null, context: InteractionContextType.BotDM};
const byUser: Partial<Origin> = {
  authorizingIntegrationOwners: {[ApplicationIntegrationType.UserInstall]: 'ann'},
};

/** Finds which token edits the reply after 14 minutes. */
async function lateEditor(from: Origin): Promise<string> {
  const discord = new FakeDiscord();
  const {target} = conversationOf(discord, from);
  await target.edit(message);
  vi.advanceTimersByTime(14 * 60_000 + 1);
  await target.edit(message);
  return discord.requests.at(-1)?.auth ? 'bot' : 'interaction';
}

describe('the reply to an interaction', () => {
  test('can be edited by another process as soon as it is acknowledged', async () => {
    const discord = new FakeDiscord();
    const thinking = {resource: {message: {id: 'reply'}}};
    const interaction = {...origin([ViewChannel]), deferReply: () => Promise.resolve(thinking)};
    const {place} = await deferReply(discord, interaction);
    const {token: _, ...reply} = place.reply;
    await messageAt(discord, {...place, reply}).edit(message);
    expect(discord.requests.map(({route}) => route)).toEqual(['/channels/channel/messages/reply']);
  });

  test('lies in the channel that Discord’s answer names, if the interaction names none', async () => {
    const thinking = {resource: {message: {id: 'reply', channelId: 'channel'}}};
    const from = origin([ViewChannel], {channelId: null});
    const interaction = {...from, deferReply: () => Promise.resolve(thinking)};
    const {place} = await deferReply(new FakeDiscord(), interaction);
    expect(place).toMatchObject({channelId: 'channel', reply: {botMayEdit: true}});
  });

  test.each([
    ['bot', 'where the bot sees the channel', origin([ViewChannel])],
    ['bot', 'in a direct message', origin([], directMessage)],
    ['interaction', 'where the bot cannot see the channel', origin([ReadMessageHistory])],
    ['interaction', 'when it is private', origin([ViewChannel], {ephemeral: true})],
    ['interaction', 'when nobody knows its channel', origin([ViewChannel], {channelId: null})],
    ['interaction', 'where only the user installed the bot', origin([ViewChannel], byUser)],
  ])('is edited after 14 minutes with the token of the %s %s', async (editor, _where, from) => {
    expect(await lateEditor(from)).toBe(editor);
  });

  test('is out of reach if the token is refused and the bot cannot see the channel', async () => {
    const discord = new FakeDiscord();
    const {target} = conversationOf(discord, origin([]));
    await target.edit(message);
    discord.failOn('PATCH', /webhooks/, discordError(50027, 401));
    await expect(target.edit(message)).rejects.toThrow(MessageOutOfReachError);
    expect(discord.requests.every(({auth}) => !auth)).toBe(true);
  });

  test.each([
    [true, 'where the bot may', origin([ViewChannel, ReadMessageHistory, AddReactions])],
    [true, 'in a direct message', origin([], directMessage)],
    [false, 'without the history', origin([ViewChannel, AddReactions])],
    [false, 'where only the user installed the bot', origin([AddReactions], byUser)],
    [false, 'when it is private', origin([ViewChannel, ReadMessageHistory, AddReactions], {ephemeral: true})],
  ])('gets reactions: %s %s', (canReact, _where, from) => {
    expect(conversationOf(new FakeDiscord(), from).place.reply.canReact).toBe(canReact);
  });
});
