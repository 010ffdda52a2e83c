import {ChannelType} from 'discord-api-types/v10';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {type ChannelHandle, file, type Sandbox} from '../../sandbox/index.ts';
import {callApi, expectClean, onPaint, sandboxWithBot, webhookPath} from './bot.ts';

async function withThread(name = 'talk') {
  const {sandbox, client} = await sandboxWithBot();
  const thread = sandbox.openThread(sandbox.channel('general'), name);
  return {sandbox, client, thread};
}

const post = (sandbox: Sandbox, {id}: ChannelHandle, body: object = {content: 'x'}) =>
  callApi(sandbox, 'POST', `/channels/${id}/messages`, body);

async function posted(sandbox: Sandbox, channel: ChannelHandle): Promise<string> {
  const {body} = await post(sandbox, channel);
  return `/channels/${channel.id}/messages/${(body as {id: string}).id}`;
}

describe('an archived thread', () => {
  test('takes no edits and no reactions, but deletions', async () => {
    const {sandbox, thread} = await withThread();
    const message = await posted(sandbox, thread);
    sandbox.changeThread(thread, {archived: true});
    const refused = {status: 400, body: {code: 50083}};
    expect(await callApi(sandbox, 'PATCH', message, {content: 'y'})).toMatchObject(refused);
    expect(await callApi(sandbox, 'PUT', `${message}/reactions/➕/@me`)).toMatchObject(refused);
    expect(await callApi(sandbox, 'DELETE', message)).toMatchObject({status: 204});
    expectClean(sandbox);
  });

  test('is reopened by a new message', async () => {
    const {sandbox, thread} = await withThread();
    const message = await posted(sandbox, thread);
    sandbox.changeThread(thread, {archived: true});
    expect(await post(sandbox, thread)).toMatchObject({status: 200});
    expect(await callApi(sandbox, 'PATCH', message, {content: 'y'})).toMatchObject({status: 200});
    expect(await callApi(sandbox, 'GET', `/channels/${thread.id}`)).toMatchObject({
      body: {type: ChannelType.PublicThread, thread_metadata: {archived: false}},
    });
    expectClean(sandbox);
  });

  test('is closed to the tokens of interactions too', async () => {
    const {sandbox, client, thread} = await withThread();
    await onPaint(client, (interaction) => interaction.reply('here'));
    const handle = await sandbox.user('mia').slash('paint', {image: await image()}, {channel: thread});
    await handle.response;
    sandbox.changeThread(thread, {archived: true});
    const original = `${webhookPath(handle)}/messages/@original`;
    expect(await callApi(sandbox, 'PATCH', original, {content: 'y'})).toMatchObject({body: {code: 50083}});
    sandbox.deleteChannel(thread);
    expect(await callApi(sandbox, 'PATCH', original, {content: 'y'})).toMatchObject({body: {code: 10003}});
    expectClean(sandbox);
  });
});

test('a locked thread takes nothing from those who may not manage threads', async () => {
  const {sandbox, thread} = await withThread();
  const message = await posted(sandbox, thread);
  sandbox.changeThread(thread, {locked: true});
  expect(await post(sandbox, thread)).toMatchObject({body: {code: 160005}});
  expect(await callApi(sandbox, 'PATCH', message, {content: 'y'})).toMatchObject({body: {code: 160005}});
  await expect(sandbox.user('mia').send('hello', {channel: thread})).rejects.toThrow(/locked thread/);
  sandbox.channel('general').setPermissions('bot', {allow: ['ManageThreads']});
  expect(await post(sandbox, thread)).toMatchObject({status: 200});
  expectClean(sandbox);
});

test('people reopen an archived thread by writing in it', async () => {
  const {sandbox, client, thread} = await withThread();
  sandbox.changeThread(thread, {archived: true});
  await sandbox.user('mia').send('hello', {channel: thread});
  await expect.poll(() => client.channels.cache.get(thread.id)).toMatchObject({archived: false});
});

test('the gateway tells of threads, but not of hidden ones', async () => {
  const {sandbox, client, thread} = await withThread();
  const hidden = sandbox.openThread(sandbox.channel('general'), 'hidden', {hidden: true});
  await expect.poll(() => client.channels.cache.has(thread.id)).toBe(true);
  expect(client.channels.cache.has(hidden.id)).toBe(false);
  expect(await client.channels.fetch(hidden.id)).toMatchObject({
    name: 'hidden',
    parentId: sandbox.channel('general').id,
  });
  expectClean(sandbox);
});

test.each([
  ['news', ChannelType.GuildAnnouncement],
  ['voice', ChannelType.GuildVoice],
  ['stage', ChannelType.GuildStageVoice],
  ['forum', ChannelType.GuildForum],
] as const)('a %s channel is what it says', async (name, type) => {
  const {sandbox, client} = await sandboxWithBot({guilds: [{name: 'Studio', channels: [{name, type}]}]});
  const {id} = sandbox.channel(name);
  expect(client.channels.cache.get(id)).toMatchObject({type, name});
  expect(await callApi(sandbox, 'GET', `/channels/${id}`)).toMatchObject({status: 200, body: {type}});
  expectClean(sandbox);
});

test('a reply needs the permission to read the history', async () => {
  const {sandbox} = await sandboxWithBot();
  const channel = sandbox.channel('general');
  const {body} = await post(sandbox, channel);
  channel.setPermissions('bot', {deny: ['ReadMessageHistory']});
  const reply = {content: 'x', message_reference: {message_id: (body as {id: string}).id}};
  expect(await post(sandbox, channel, reply)).toMatchObject({status: 403, body: {code: 160002}});
});

describe('a direct message', () => {
  test('is refused if its reader closed them, or shares no server with the bot', async () => {
    const {sandbox} = await sandboxWithBot();
    const mia = sandbox.user('mia');
    mia.acceptDirectMessages(false);
    expect(await post(sandbox, mia.dm)).toMatchObject({status: 403, body: {code: 50007}});
    mia.acceptDirectMessages(true);
    expect(await post(sandbox, mia.dm)).toMatchObject({status: 200});
    sandbox.removeBot('Studio');
    expect(await post(sandbox, mia.dm)).toMatchObject({status: 403, body: {code: 50278}});
    expectClean(sandbox);
  });
});

test('an answer that is lost was handled all the same', async () => {
  const {sandbox, client} = await sandboxWithBot();
  const errors = await onPaint(client, async (interaction) => {
    sandbox.faults.loseAnswer('POST /interactions/*', {times: 1});
    await interaction.reply('here');
  });
  const handle = await sandbox.user('mia').slash('paint', {image: await image()});
  expect((await handle.response).current.content).toBe('here');
  await expect.poll(() => errors.length).toBe(1);
  const callback = `/interactions/${handle.record.id}/${handle.record.token}/callback`;
  expect(await callApi(sandbox, 'POST', callback, {type: 5})).toMatchObject({
    status: 400,
    body: {code: 40060},
  });
  expect(await callApi(sandbox, 'GET', `${webhookPath(handle)}/messages/@original`)).toMatchObject({
    status: 200,
  });
  expectClean(sandbox);
});

async function image() {
  const picture = sharp({create: {width: 8, height: 8, channels: 3, background: 'teal'}});
  return file('teal.png', await picture.png().toBuffer());
}
