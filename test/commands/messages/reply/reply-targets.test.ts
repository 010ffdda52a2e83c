import {afterEach, describe, expect, test, vi} from 'vitest';
import {ChannelMessage} from '../../../../src/commands/messages/reply/channel-message.ts';
import {InteractionReply} from '../../../../src/commands/messages/reply/interaction-reply.ts';
import {
  MessageGoneError,
  MessageOutOfReachError,
  type OutgoingMessage,
} from '../../../../src/commands/messages/reply/reply-target.ts';
import {discordError, FakeDiscord} from '../../fake-discord.ts';

const message: OutgoingMessage = {content: 'hello @everyone', components: []};
const byToken = '/webhooks/app/token/messages/@original';
const byBot = '/channels/channel/messages/message';

afterEach(() => {
  vi.useRealTimers();
});

function reply(discord: FakeDiscord, botMayEdit = true): InteractionReply {
  return new InteractionReply(discord, {
    applicationId: 'app',
    channelId: 'channel',
    token: {value: 'token', expiresAt: new Date(Date.now() + 15 * 60_000).toISOString()},
    botMayEdit,
  });
}

describe('an interaction reply', () => {
  test('is edited with the interaction’s token, not the bot’s', async () => {
    const discord = new FakeDiscord();
    expect(await reply(discord).edit(message)).toEqual({id: 'message', channelId: 'channel'});
    expect(discord.requests).toMatchObject([{method: 'PATCH', auth: false}]);
    expect(decodeURIComponent(discord.requests[0]?.route ?? '')).toBe(byToken);
  });

  test('that is not the first answer is named by its id', async () => {
    const discord = new FakeDiscord();
    const options = {applicationId: 'app', channelId: 'channel', messageId: 'later', botMayEdit: false};
    const token = {value: 'token', expiresAt: new Date(Date.now() + 60_000).toISOString()};
    const target = () => new InteractionReply(discord, {...options, token, isFollowUp: true});
    await target().edit(message);
    await target().remove();
    expect(discord.requests.map(({method, route}) => `${method} ${route}`)).toEqual([
      'PATCH /webhooks/app/token/messages/later',
      'DELETE /webhooks/app/token/messages/later',
    ]);
  });

  test('mentions nobody', async () => {
    const discord = new FakeDiscord();
    await reply(discord).edit(message);
    expect(discord.requests[0]?.body).toMatchObject({allowed_mentions: {parse: []}});
  });

  test('is handed over to the bot’s token after 14 minutes', async () => {
    vi.useFakeTimers();
    const discord = new FakeDiscord();
    const target = reply(discord);
    await target.edit(message);
    vi.advanceTimersByTime(14 * 60_000 + 1);
    await target.edit(message);
    expect(discord.requests.at(-1)).toMatchObject({method: 'PATCH', route: byBot, auth: true});
  });

  test.each([
    ['50027', discordError(50027, 401)],
    ['10015', discordError(10015, 404)],
    ['401', discordError(0, 401)],
  ])('is handed over when Discord refuses the token with %s', async (_name, error) => {
    const discord = new FakeDiscord();
    const target = reply(discord);
    await target.edit(message);
    discord.failOn('PATCH', /webhooks/, error);
    await target.edit({...message, content: 'again'});
    await target.edit({...message, content: 'and again'});
    expect(discord.requests.map(({route}) => route.startsWith('/webhooks'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(discord.lastContent).toBe('and again');
  });

  test('is out of reach when the token expires in a place the bot is not a member of', async () => {
    const discord = new FakeDiscord();
    const target = reply(discord, false);
    await target.edit(message);
    discord.failOn('PATCH', /webhooks/, discordError(50027, 401));
    await expect(target.edit(message)).rejects.toThrow(MessageOutOfReachError);
  });

  test('is edited with its token until the last minute if the bot’s own token cannot reach it, and never after', async () => {
    vi.useFakeTimers();
    const discord = new FakeDiscord();
    const target = reply(discord, false);
    vi.advanceTimersByTime(14.9 * 60_000);
    await target.edit(message);
    vi.advanceTimersByTime(0.2 * 60_000);
    await expect(target.edit(message)).rejects.toThrow(MessageOutOfReachError);
    expect(discord.requests).toHaveLength(1);
  });

  test('from before a restart is edited with the bot’s token if its own is no longer known', async () => {
    const discord = new FakeDiscord();
    const options = {applicationId: 'app', channelId: 'channel', messageId: 'message', botMayEdit: true};
    await new InteractionReply(discord, options).edit(message);
    expect(discord.requests).toMatchObject([{method: 'PATCH', route: byBot, auth: true}]);
  });

  test('is gone when somebody deleted it', async () => {
    const discord = new FakeDiscord();
    discord.failOn('PATCH', /webhooks/, discordError(10008, 404));
    await expect(reply(discord).edit(message)).rejects.toThrow(MessageGoneError);
  });

  test('passes on other errors', async () => {
    const discord = new FakeDiscord();
    discord.failOn('PATCH', /webhooks/, discordError(40005, 413));
    await expect(reply(discord).edit(message)).rejects.toMatchObject({code: 40005});
  });
});

describe('a channel message', () => {
  test('is posted once as an answer, then edited', async () => {
    const discord = new FakeDiscord();
    const target = new ChannelMessage(discord, {channelId: 'channel', replyTo: 'original'});
    await target.edit(message);
    await target.edit(message);
    expect(discord.requests).toMatchObject([
      {
        method: 'POST',
        route: '/channels/channel/messages',
        body: {message_reference: {message_id: 'original', fail_if_not_exists: false}},
      },
      {method: 'PATCH', route: '/channels/channel/messages/posted'},
    ]);
  });

  test('is posted with its own nonce, so that a repeated request makes no second message', async () => {
    const discord = new FakeDiscord();
    for (const replyTo of ['a', 'b'])
      await new ChannelMessage(discord, {channelId: 'channel', replyTo}).edit(message);
    const bodies = discord.requests.map(({body}) => body);
    expect(bodies).toMatchObject([{enforce_nonce: true}, {enforce_nonce: true}]);
    expect(new Set(bodies.map(({nonce}) => nonce)).size).toBe(2);
    for (const {nonce} of bodies) expect(nonce).toMatch(/^.{16,25}$/);
  });

  test('is posted with the same nonce by every process that posts it for the same job', async () => {
    const discord = new FakeDiscord();
    for (const postOnceFor of ['job', 'job', 'other'])
      await new ChannelMessage(discord, {channelId: 'channel', postOnceFor}).edit(message);
    const [first, second, third] = discord.requests.map(({body}) => body.nonce);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(first).toMatch(/^.{16,25}$/);
  });

  test('ends up with the newest content even if an earlier attempt may have posted older content', async () => {
    const discord = new FakeDiscord();
    const target = new ChannelMessage(discord, {channelId: 'channel', replyTo: 'original'});
    discord.failOnce('POST', /messages/, discordError(0, 500));
    await expect(target.edit({...message, content: 'old'})).rejects.toMatchObject({status: 500});
    await target.edit({...message, content: 'new'});
    const [first, second, third] = discord.requests;
    expect(second?.body.nonce).toBe(first?.body.nonce);
    expect(third).toMatchObject({
      method: 'PATCH',
      route: '/channels/channel/messages/posted',
      body: {content: 'new'},
    });
  });

  test('is simply posted after Discord refused an attempt', async () => {
    const discord = new FakeDiscord();
    const target = new ChannelMessage(discord, {channelId: 'channel', replyTo: 'original'});
    discord.failOnce('POST', /messages/, discordError(40005, 413));
    await expect(target.edit(message)).rejects.toMatchObject({status: 413});
    await target.edit(message);
    expect(discord.requests.map(({method}) => method)).toEqual(['POST', 'POST']);
  });

  test('is posted without a link if the bot may not read the message it answers', async () => {
    const discord = new FakeDiscord();
    discord.failOn(
      'POST',
      /messages/,
      discordError(160002),
      ({body}) => body.message_reference !== undefined,
    );
    await new ChannelMessage(discord, {channelId: 'channel', replyTo: 'original'}).edit(message);
    expect(discord.requests.map(({body}) => body.message_reference)).toEqual([expect.anything(), undefined]);
  });

  test('that an earlier process posted is found by its buttons, and not posted again', async () => {
    const discord = new FakeDiscord();
    const button = (id: string) => [{type: 1, components: [{type: 2, custom_id: id}]}];
    discord.history.push(
      {id: 'human', author: {id: 'ann'}, components: button('stylize:v1:again:job')},
      {id: 'other', author: {id: 'bot'}, components: button('stylize:v1:again:another-job')},
      {id: 'there', author: {id: 'bot'}, components: button('stylize:v1:again:job')},
    );
    const footprint = {jobId: 'job', applicationId: 'bot', since: '2026-01-01T00:00:00.000Z'};
    await new ChannelMessage(discord, {channelId: 'channel', mayExist: true, footprint}).edit(message);
    expect(discord.requests.map(({method, route}) => `${method} ${route}`)).toEqual([
      'GET /channels/channel/messages',
      'PATCH /channels/channel/messages/there',
    ]);
  });

  test('may already be gone when it is removed', async () => {
    const discord = new FakeDiscord();
    discord.failOn('DELETE', /messages/, discordError(10008, 404));
    const target = new ChannelMessage(discord, {channelId: 'channel', messageId: 'message'});
    await expect(target.remove()).resolves.toBeUndefined();
    expect(discord.requests).toHaveLength(1);
  });
});
