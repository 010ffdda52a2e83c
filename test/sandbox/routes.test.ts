import {Routes} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {callApi, connect, expectClean, onPaint, sandboxAlone, sandboxWithBot} from './bot.ts';

describe('messages', () => {
  test('are listed newest first, in pages', async () => {
    const sandbox = await sandboxAlone();
    const mia = sandbox.user('mia');
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await mia.send(`${index}`)).id);
    const list = async (query: string) => {
      sandbox.clock.advance(5_000);
      const answer = await callApi(
        sandbox,
        'GET',
        `/channels/${sandbox.channel('general').id}/messages${query}`,
      );
      return (answer.body as {content: string}[]).map(({content}) => content).join('');
    };
    expect(await list('')).toBe('43210');
    expect(await list('?limit=2')).toBe('43');
    expect(await list(`?limit=2&before=${ids[3]}`)).toBe('21');
    expect(await list(`?limit=2&after=${ids[1]}`)).toBe('32');
    expect(await list(`?limit=3&around=${ids[2]}`)).toBe('321');
    expectClean(sandbox);
  });

  test('can answer other messages, in the channel and in direct messages', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const mia = sandbox.user('mia');
    const question = await mia.send('hello?');
    const channel = sandbox.channel('general');
    const dm = await client.users.createDM(mia.id);
    await dm.sendTyping();
    const private_ = await dm.send('psst');
    const body = {content: 'yes', message_reference: {message_id: question.id}};
    await client.rest.post(Routes.channelMessages(channel.id), {body});

    const answer = await channel.waitForMessage(({content}) => content === 'yes');
    expect(answer.current).toMatchObject({type: 19, message_reference: {message_id: question.id}});
    expect(mia.visibleMessages(mia.dm).map(({id}) => id)).toEqual([private_.id]);
    sandbox.user('mod', {permissions: ['ManageMessages']}).deleteMessage(question);
    await expect(client.rest.post(Routes.channelMessages(channel.id), {body})).rejects.toMatchObject({
      code: 50035,
    });
    await client.rest.delete(Routes.channelMessage(channel.id, answer.id));
    expect(answer.deleted).toBe(true);
    await expect(
      client.rest.patch(Routes.channelMessage(channel.id, answer.id), {body}),
    ).rejects.toMatchObject({
      code: 10008,
    });
  });

  test('posted again within a few minutes with the same enforced nonce are not created twice', async () => {
    const sandbox = await sandboxAlone();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    const post = async (content: string, nonce: string, enforce = true) => {
      const {body} = await callApi(sandbox, 'POST', path, {content, nonce, enforce_nonce: enforce});
      return body as {id: string; content: string; nonce: string};
    };
    const first = await post('one', 'abc');
    expect(first.nonce).toBe('abc');
    expect(await post('two', 'abc')).toMatchObject({id: first.id, content: 'one'});
    const [other, unenforced] = [await post('three', 'xyz'), await post('four', 'abc', false)];
    sandbox.clock.advance(10 * 60_000);
    const late = await post('five', 'abc');
    expect(new Set([first, other, unenforced, late].map(({id}) => id)).size).toBe(4);
    expectClean(sandbox);
  });

  test('accept nonces of up to 25 characters', async () => {
    const sandbox = await sandboxAlone();
    const path = `/channels/${sandbox.channel('general').id}/messages`;
    const answer = await callApi(sandbox, 'POST', path, {content: 'x', nonce: 'n'.repeat(26)});
    expect(answer).toMatchObject({status: 400, body: {code: 50035, errors: {nonce: expect.anything()}}});
  });

  test('by others cannot be edited', async () => {
    const sandbox = await sandboxAlone();
    const message = await sandbox.user('mia').send('mine');
    const path = `/channels/${sandbox.channel('general').id}/messages/${message.id}`;
    const answer = await callApi(sandbox, 'PATCH', path, {content: 'yours'});
    expect(answer).toMatchObject({status: 403, body: {code: 50005}});
  });
});

describe('commands', () => {
  test('can be created, changed and removed, globally and for a guild', async () => {
    const {sandbox, client} = await sandboxWithBot();
    const [guildId = ''] = sandbox.services.world.guilds.keys();
    const {commands} = client.application;
    const made = await commands.create({name: 'paint', description: 'one', nameLocalizations: {de: 'male'}});
    const again = await commands.create({name: 'paint', description: 'two'});
    expect([again.id, again.description]).toEqual([made.id, 'two']);
    expect((await commands.edit(made.id, {description: 'three'})).description).toBe('three');
    await commands.create({name: 'here', description: 'x'}, guildId);
    expect([...(await commands.fetch()).values()].map(({name}) => name)).toEqual(['paint']);
    expect([...(await commands.fetch({guildId})).values()].map(({name}) => name)).toEqual(['here']);
    await commands.delete(made.id);
    await expect(commands.fetch(made.id, {force: true})).rejects.toMatchObject({code: 10063});
    await expect(sandbox.user('mia').slash('paint')).rejects.toThrow('registered: here');
    expectClean(sandbox);
  });
});

describe('the traffic log', () => {
  test('keeps every call and dispatch, without tokens, and can be followed', async () => {
    const sandbox = await sandboxAlone();
    const followed: string[] = [];
    const stop = sandbox.log.subscribe((entry) => followed.push(entry.kind));
    const bot = await connect(sandbox);
    await onPaint(bot, (interaction) =>
      interaction.reply({content: 'x', files: [{attachment: Buffer.from('abc'), name: 'a.txt'}]}),
    );
    const interaction = await sandbox.user('mia').slash('paint', {image: file('a.png', Buffer.from('x'))});
    await interaction.response;
    await expect.poll(() => sandbox.log.rest().at(-1)?.route).toContain('/callback');
    stop();
    const {length} = followed;
    await callApi(sandbox, 'GET', '/gateway');

    const text = JSON.stringify(sandbox.log.entries);
    expect(text).not.toContain(sandbox.botToken);
    expect(text).not.toContain(interaction.record.token);
    expect(text).toContain('a.txt (3 bytes)');
    expect(followed).toHaveLength(length);
    expect(new Set(followed)).toEqual(new Set(['rest', 'gateway']));
  });
});

test('a reply shows what it answers, and null once that is deleted', async () => {
  const sandbox = await sandboxAlone();
  const mia = sandbox.user('mia');
  const post = await mia.send('hello');
  const path = `/channels/${post.record.channel.id}/messages`;
  const reply = await callApi(sandbox, 'POST', path, {
    content: 'x',
    message_reference: {message_id: post.id},
  });
  expect(reply.body).toMatchObject({
    message_reference: {message_id: post.id, guild_id: [...sandbox.services.world.guilds.keys()][0]},
    referenced_message: {id: post.id, content: 'hello'},
  });
  mia.deleteMessage(post);
  const {id} = reply.body as {id: string};
  expect((await callApi(sandbox, 'GET', `${path}/${id}`)).body).toMatchObject({referenced_message: null});
  expectClean(sandbox);
});

test('the bot can leave a server, once, and then sees nothing of it', async () => {
  const sandbox = await sandboxAlone({guilds: [{name: 'Studio', channels: ['general']}]});
  const {id} = sandbox.services.world.guilds.values().next().value!;
  const counted = await callApi(sandbox, 'GET', `/guilds/${id}?with_counts=true`);
  expect(counted.body).toMatchObject({name: 'Studio', approximate_member_count: 2});
  expect(await callApi(sandbox, 'DELETE', `/users/@me/guilds/${id}`)).toMatchObject({status: 204});
  const again = await callApi(sandbox, 'DELETE', `/users/@me/guilds/${id}`);
  expect(again).toMatchObject({status: 404, body: {code: 10004}});
  expect(await callApi(sandbox, 'GET', `/guilds/${id}`)).toMatchObject({status: 403, body: {code: 50001}});
  expectClean(sandbox);
});
