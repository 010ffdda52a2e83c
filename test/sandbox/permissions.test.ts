import {PermissionFlagsBits} from 'discord.js';
import {describe, expect, test} from 'vitest';
import type {PermissionName} from '../../sandbox/index.ts';
import {file} from '../../sandbox/index.ts';
import {callApi, expectClean, onPaint, sandboxAlone, sandboxWithBot} from './bot.ts';

describe('what the bot may not do', () => {
  test.each<[string, PermissionName, string, string, unknown, number]>([
    ['see the channel', 'ViewChannel', 'GET', '', undefined, 50001],
    ['read a message it cannot see', 'ViewChannel', 'GET', '/messages/{message}', undefined, 50001],
    ['read the history', 'ReadMessageHistory', 'GET', '/messages/{message}', undefined, 50013],
    ['write', 'SendMessages', 'POST', '/messages', {content: 'x'}, 50013],
    ['embed', 'EmbedLinks', 'POST', '/messages', {embeds: [{title: 'x'}]}, 50013],
    [
      'react with a new emoji',
      'AddReactions',
      'PUT',
      '/messages/{message}/reactions/🔁/@me',
      undefined,
      50013,
    ],
    [
      'react where it reads no history',
      'ReadMessageHistory',
      'PUT',
      '/messages/{message}/reactions/🔁/@me',
      undefined,
      50013,
    ],
    ['delete somebody else’s message', 'ManageMessages', 'DELETE', '/messages/{message}', undefined, 50013],
    [
      "take away a user's reaction",
      'ManageMessages',
      'DELETE',
      '/messages/{message}/reactions/🔁/{user}',
      undefined,
      50013,
    ],
  ])('it may not %s', async (_what, permission, method, path, body, code) => {
    const sandbox = await sandboxAlone();
    const channel = sandbox.channel('general');
    const user = sandbox.user('mia');
    const message = await user.send('hello');
    channel.setPermissions('bot', {deny: [permission]});
    const target = path.replace('{message}', message.id).replace('{user}', user.id);
    const answer = await callApi(sandbox, method, `/channels/${channel.id}${target}`, body);
    expect(answer).toMatchObject({status: 403, body: {code}});
    expectClean(sandbox);
  });

  test('it may not attach files with its own token, but still may with an interaction’s', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const channel = sandbox.channel('general');
    channel.setPermissions('bot', {deny: ['AttachFiles', 'SendMessages']});
    const files = [{data: Buffer.from('x'), name: 'x.txt'}];
    await expect(
      client.rest.post(`/channels/${channel.id}/messages`, {body: {}, files}),
    ).rejects.toMatchObject({
      code: 50013,
    });
    await onPaint(client, (interaction) => {
      const bits = interaction.appPermissions;
      return interaction.reply({
        content: `${bits.has('AttachFiles')}`,
        files: [{attachment: Buffer.from('x'), name: 'x.txt'}],
      });
    });
    const reply = await (await sandbox.user('mia').slash('paint', {image: file('a.png', Buffer.from('x'))}))
      .response;
    expect(reply.current).toMatchObject({content: 'false', attachments: [{filename: 'x.txt'}]});
    expectClean(sandbox);
  });

  test('it may add to an existing reaction, and it learns of changed permissions', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const channel = sandbox.channel('general');
    const user = sandbox.user('mia');
    const message = await user.send('hello');
    user.react(message, '🔁');
    channel.setPermissions('everyone', {deny: ['AddReactions']});
    const path = `/channels/${channel.id}/messages/${message.id}/reactions/🔁/@me`;
    expect(await callApi(sandbox, 'PUT', path)).toMatchObject({status: 204});

    const mayReact = () => {
      const cached = client.channels.cache.get(channel.id);
      return cached && 'permissionsFor' in cached
        ? cached.permissionsFor(client.user)?.has(PermissionFlagsBits.AddReactions)
        : undefined;
    };
    await expect.poll(mayReact).toBe(false);
    channel.setPermissions('everyone', {});
    await expect.poll(mayReact).toBe(true);
  });

  test('it learns of the role that somebody brings who joins later', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const guild = client.guilds.cache.first();
    const before = guild?.roles.cache.size ?? 0;
    sandbox.user('robin', {permissions: ['ManageMessages']});
    await expect.poll(() => guild?.roles.cache.size).toBe(before + 1);
    expect(guild?.roles.cache.last()?.permissions.has('ManageMessages')).toBe(true);
    expectClean(sandbox);
  });

  test('in direct messages it cannot remove anything of the other side', async () => {
    const sandbox = await sandboxAlone();
    const user = sandbox.user('mia');
    const message = await user.send('hi', {dm: true});
    user.react(message, '👍');
    const path = `/channels/${user.dm.id}/messages/${message.id}`;
    expect(await callApi(sandbox, 'DELETE', path)).toMatchObject({status: 403, body: {code: 50003}});
    const reaction = await callApi(sandbox, 'DELETE', `${path}/reactions/👍/${user.id}`);
    expect(reaction).toMatchObject({status: 403, body: {code: 50003}});
  });
});

describe('what users may not do', () => {
  test('is refused by their client', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const channel = sandbox.channel('general');
    const [mia, mod] = [sandbox.user('mia'), sandbox.user('mod', {permissions: ['ManageMessages']})];
    await onPaint(client, (interaction) => interaction.reply('mine'));
    const reply = await (await mia.slash('paint', {image: file('a.png', Buffer.from('x'))})).response;

    expect(() => mia.deleteMessage(reply)).toThrow("may not delete other people's messages in #general");
    mod.deleteMessage(reply);
    await reply.waitForDeletion();
    await expect(
      reply.waitFor(({content}) => content === 'later', {description: 'a later text'}),
    ).rejects.toThrow('waited for a later text, but it was deleted');
    channel.setPermissions(mia, {deny: ['SendMessages']});
    await expect(mia.send('x')).rejects.toThrow('may not send messages in #general');
    channel.setPermissions(mia, {deny: ['ViewChannel']});
    await expect(mia.send('x')).rejects.toThrow('may not see the channel');
    expect(mia.visibleMessages(channel)).toEqual([]);
  });
});
