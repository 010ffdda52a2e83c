import {
  Events,
  GatewayIntentBits,
  type MessageReaction,
  type PartialMessageReaction,
  Routes,
} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {callApi, connect, expectClean, sandboxAlone, sandboxWithBot} from './bot.ts';

type SeenReaction = MessageReaction | PartialMessageReaction;

describe('reactions by users', () => {
  test('reach the bot for a message it never cached', async () => {
    const sandbox = await sandboxAlone();
    const mia = sandbox.user('mia');
    const message = await mia.send('posted before the bot came');
    const client = await connect(sandbox);
    const seen: [SeenReaction, string][] = [];
    client.on(Events.MessageReactionAdd, (reaction, user) => void seen.push([reaction, user.id]));
    client.on(Events.MessageReactionRemove, (reaction) => void seen.push([reaction, 'removed']));

    mia.react(message, '➕');
    mia.unreact(message, '➕');
    await expect.poll(() => seen.length).toBe(2);

    const [[added, by], [, removed]] = seen as [[SeenReaction, string], [SeenReaction, string]];
    expect([added.emoji.name, added.message.id, added.partial, by, removed]).toEqual([
      '➕',
      message.id,
      true,
      mia.id,
      'removed',
    ]);
    expect(message.reactions.size).toBe(0);
    expectClean(sandbox);
  });

  test('name who reacted, to whose message, and in guilds the member', async () => {
    const {sandbox} = await sandboxWithBot({logBodyLength: 5_000});
    const [mia, max] = [sandbox.user('mia'), sandbox.user('max')];
    max.react(await mia.send('in the guild'), '🔁');
    max.react(await max.send('in private', {dm: true}), '🗑️');

    const dispatches = sandbox.log.gateway().filter(({name}) => name === 'MESSAGE_REACTION_ADD');
    const [inGuild, inDm] = dispatches.map(({data}) => JSON.parse(data));
    expect(inGuild).toMatchObject({
      user_id: max.id,
      message_author_id: mia.id,
      member: {user: {username: 'max'}},
      emoji: {id: null, name: '🔁'},
      burst: false,
      type: 0,
    });
    expect(inGuild.guild_id).toBe([...sandbox.services.world.guilds.keys()][0]);
    expect(inDm).toMatchObject({user_id: max.id, emoji: {name: '🗑️'}});
    expect(inDm).not.toHaveProperty('guild_id');
    expect(inDm).not.toHaveProperty('member');
  });

  test('do not reach the bot without the intent for that place', async () => {
    const sandbox = await sandboxAlone();
    const client = await connect(sandbox, {
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessageReactions],
    });
    const places: (string | null)[] = [];
    client.on(Events.MessageReactionAdd, (reaction) => void places.push(reaction.message.guildId));
    const mia = sandbox.user('mia');
    // discord.js 14.28.1 drops reactions in direct messages whose channel it has not cached.
    await client.users.createDM(mia.id);
    mia.react(await mia.send('in the guild'), '🔁');
    mia.react(await mia.send('in private', {dm: true}), '🔁');
    await expect.poll(() => places).toEqual([null]);
  });
});

describe('reactions by the bot', () => {
  test('are added, listed and removed through the API, as fast as their window allows', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const mia = sandbox.user('mia');
    const message = await mia.send('hello');
    const of = [sandbox.channel('general').id, message.id] as const;
    const startedAt = performance.now();
    await client.rest.put(Routes.channelMessageOwnReaction(...of, encodeURIComponent('🔁')));
    await client.rest.put(Routes.channelMessageOwnReaction(...of, encodeURIComponent('🗑️')));
    await client.rest.put(Routes.channelMessageOwnReaction(...of, encodeURIComponent('➕')));
    expect(performance.now() - startedAt).toBeGreaterThan(450);

    mia.react(message, '🗑');
    expect([...message.reactions].map(([emoji, users]) => [emoji, users.length])).toEqual([
      ['🔁', 1],
      ['🗑️', 2],
      ['➕', 1],
    ]);
    sandbox.clock.advance(250);
    const path = `/channels/${of.join('/messages/')}/reactions`;
    expect(await callApi(sandbox, 'GET', `${path}/🗑️`)).toMatchObject({
      body: [{id: client.user.id}, {username: 'mia'}],
    });
    sandbox.clock.advance(250);
    expect(await callApi(sandbox, 'DELETE', `${path}/🔁/@me`)).toMatchObject({status: 204});
    expect(message.current.reactions?.map(({emoji, me}) => [emoji.name, me])).toEqual([
      ['🗑️', true],
      ['➕', true],
    ]);
    expectClean(sandbox);
  });

  test('must be emoji, and at most twenty different ones', async () => {
    const {sandbox} = await sandboxWithBot();
    const message = await sandbox.user('mia').send('hello');
    const path = `/channels/${sandbox.channel('general').id}/messages/${message.id}/reactions`;
    const put = (emoji: string) => {
      sandbox.clock.advance(250);
      return callApi(sandbox, 'PUT', `${path}/${encodeURIComponent(emoji)}/@me`);
    };
    for (let index = 0; index < 20; index += 1) {
      expect(await put(String.fromCodePoint(0x1f600 + index))).toMatchObject({status: 204});
    }
    expect(await put('➕')).toMatchObject({status: 400, body: {code: 30010}});
    expect(await put('plus')).toMatchObject({status: 400, body: {code: 10014}});
  });
});
