import {Routes} from 'discord.js';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {type Delivery, file, type MessageHandle} from '../../sandbox/index.ts';
import {callApi, expectClean, sandboxAlone, sandboxWithBot} from './bot.ts';

const dayMs = 24 * 60 * 60 * 1000;

function urlOf(message: MessageHandle): string {
  return message.current.attachments[0]?.url ?? '';
}

describe('attachment URLs', () => {
  test('serve the bytes only with their signature, and until they expire', async () => {
    const sandbox = await sandboxAlone();
    const bytes = Buffer.from('some text');
    const message = await sandbox.user('mia').send('look', {files: [file('notes.txt', bytes)]});
    const url = urlOf(message);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-length')).toBe('9');
    expect(await response.text()).toBe('some text');
    expect((await fetch(url, {method: 'HEAD'})).status).toBe(200);
    expect((await fetch(url.split('?')[0] ?? '')).status).toBe(404);
    expect((await fetch(url.replace('ex=6', 'ex=7'))).status).toBe(404);
    expect((await fetch(url.replace('notes', 'other'))).status).toBe(404);

    sandbox.clock.advance(dayMs);
    expect((await fetch(url)).status).toBe(404);
    const fresh = await callApi(
      sandbox,
      'GET',
      `/channels/${sandbox.channel('general').id}/messages/${message.id}`,
    );
    const [attachment] = (fresh.body as {attachments: {url: string}[]}).attachments;
    expect((await fetch(attachment?.url ?? '')).status).toBe(200);
    expectClean(sandbox);
  });

  test('describe what the file claims to be, not what it is', async () => {
    const sandbox = await sandboxAlone();
    const user = sandbox.user('mia');
    const lie = file('photo.png', Buffer.from('GIF89a'), {contentType: 'image/jpeg', declaredSize: 12_345});
    const message = await user.send('', {files: [lie]});
    expect(message.current.attachments[0]).toMatchObject({
      filename: 'photo.png',
      content_type: 'image/jpeg',
      size: 12_345,
    });
    expect(message.current.attachments[0]).not.toHaveProperty('width');
    const response = await fetch(urlOf(message));
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['6', 'GIF89a']);
  });

  test('come with the picture’s size, even if it claims to be huge', async () => {
    const sandbox = await sandboxAlone();
    const png = await sharp({create: {width: 7, height: 5, channels: 3, background: 'red'}})
      .png()
      .toBuffer();
    png.writeUInt32BE(30_000, 16);
    png.writeUInt32BE(20_000, 20);
    const message = await sandbox.user('mia').send('', {files: [file('huge.png', png, {spoiler: true})]});
    expect(message.current.attachments[0]).toMatchObject({
      width: 30_000,
      height: 20_000,
      filename: 'SPOILER_huge.png',
      flags: 8,
    });
  });

  test.each<[string, Delivery, (response: Response) => Promise<unknown>]>([
    [
      'break off',
      {kind: 'cut', afterBytes: 10},
      (response) => expect(response.text()).rejects.toThrow('terminated'),
    ],
    ['fail', {kind: 'status', status: 503}, async (response) => expect(response.status).toBe(503)],
    [
      'stall',
      {kind: 'stall', afterBytes: 10},
      async (response) => {
        const reader = response.body?.getReader();
        expect((await reader?.read())?.value?.byteLength).toBe(10);
        const next = reader?.read().then(() => 'more');
        const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
        expect(await Promise.race([next, silence])).toBe('silence');
        await reader?.cancel();
      },
    ],
    [
      'drip',
      {kind: 'drip', bytesPerSecond: 400},
      async (response) => {
        const startedAt = performance.now();
        expect((await response.arrayBuffer()).byteLength).toBe(100);
        expect(performance.now() - startedAt).toBeGreaterThan(180);
      },
    ],
  ])('downloads %s when told to', async (_what, delivery, check) => {
    const sandbox = await sandboxAlone();
    const slow = file('a.bin', Buffer.alloc(100), {delivery});
    const message = await sandbox.user('mia').send('', {files: [slow]});
    await check(await fetch(urlOf(message)));
  });
});

describe('files the bot sends', () => {
  test('are refused as too large if they exceed the guild’s limit', async () => {
    const {sandbox, client} = await sandboxWithBot({
      guilds: [{name: 'Small', channels: ['general'], attachmentSizeLimit: 1000}],
    });
    const route = Routes.channelMessages(sandbox.channel('general').id);
    const send = (size: number) =>
      client.rest.post(route, {files: [{name: 'a.bin', data: Buffer.alloc(size)}]});
    await expect(send(1001)).rejects.toMatchObject({status: 413, code: 40005});
    await expect(send(1000)).resolves.toMatchObject({attachments: [{size: 1000, filename: 'a.bin'}]});
    expectClean(sandbox);
  });
});
