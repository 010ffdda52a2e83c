import {createServer, type Server} from 'node:http';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {RemoteImage} from '../../../src/commands/attachments/fetch-image.ts';
import {createIntake, type TakeIn} from '../../../src/commands/attachments/intake.ts';
import type {Moderator} from '../../../src/commands/moderation/moderator.ts';
import {AppError} from '../../../src/errors.ts';
import {type Bench, openBench} from '../fake-services.ts';

let bench: Bench;
let server: Server;
let takeIn: TakeIn;
let attachment: RemoteImage;
/** Downloads so far; attachments being inspected now, and the most at once. */
let seen: {downloads: number; inspecting: number; mostInspecting: number};
/** Every inspection waits for this. */
let door: Promise<void>;

beforeEach(async () => {
  bench = await openBench();
  seen = {downloads: 0, inspecting: 0, mostInspecting: 0};
  door = Promise.resolve();
  server = createServer(({url}, response) => {
    if (url?.startsWith('/attachments/')) seen.downloads += 1;
    response.end('bytes');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  const origin = `http://127.0.0.1:${address.port}`;
  attachment = {url: `${origin}/attachments/1/2/a.png`, size: 5, name: 'a.png', spoiler: false};
  const config = {...bench.services.config, extraAttachmentOrigins: [origin]};
  takeIn = createIntake({...bench.services, config, cleanImage});
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await bench.close();
});

async function cleanImage(bytes: Uint8Array): Promise<Uint8Array> {
  seen.inspecting += 1;
  seen.mostInspecting = Math.max(seen.mostInspecting, seen.inspecting);
  await door;
  seen.inspecting -= 1;
  return bytes;
}

describe('the intake of attachments', () => {
  test('returns the bytes', async () => {
    const {bytes, spoiler} = await takeIn('ann', (fetchImage) => fetchImage('image', attachment));
    expect(Buffer.from(bytes).toString()).toBe('bytes');
    expect(spoiler).toBe(false);
  });

  test.each([
    ['its flag', {spoiler: true}],
    ['its name', {name: 'SPOILER_a.png'}],
  ])('recognises a spoiler by %s', async (_what, mark) => {
    const image = {...attachment, ...mark};
    expect(await takeIn('ann', (fetchImage) => fetchImage('image', image))).toMatchObject({spoiler: true});
  });

  test('lets moderation hide an image, and names the option and the file of a blocked one', async () => {
    const {config, queue} = bench.services;
    const origin = new URL(attachment.url).origin;
    const moderated = (moderator: Moderator) =>
      createIntake({config: {...config, extraAttachmentOrigins: [origin]}, queue, cleanImage, moderator});
    const hide = moderated({review: async () => ({spoiler: true})});
    expect(await hide('ann', (fetchImage) => fetchImage('image', attachment))).toMatchObject({spoiler: true});
    const block = moderated({
      review: async (image, stage) => {
        throw new AppError('MODERATED', `${stage} of ${image.byteLength} bytes blocked`);
      },
    });
    await expect(block('ann', (fetchImage) => fetchImage('image', attachment))).rejects.toMatchObject({
      code: 'MODERATED',
      message: 'image (a.png): input of 5 bytes blocked',
      file: {option: 'image', name: 'a.png'},
    });
  });

  test('fetches and inspects two at a time, counting all users together', async () => {
    const both = (owner: string) =>
      takeIn(owner, (fetchImage) =>
        Promise.all([fetchImage('image', attachment), fetchImage('style_image', attachment)]),
      );
    let open = (): void => {};
    door = new Promise((resolve) => {
      open = resolve;
    });
    const all = Promise.all(['ann', 'bob', 'cleo'].map(both));
    await expect.poll(() => seen.inspecting).toBe(2);
    // By now the server has answered every earlier request.
    await fetch(new URL('/', attachment.url));
    expect(seen.downloads).toBe(2);
    open();
    await all;
    expect(seen).toMatchObject({downloads: 6, inspecting: 0, mostInspecting: 2});
  });

  test('fetches nothing for somebody already fetching as many as they may have painted', async () => {
    const fetching = ['first', 'second'].map(() =>
      takeIn('ann', (fetchImage) => fetchImage('image', attachment)),
    );
    await expect(takeIn('ann', async () => expect.unreachable())).rejects.toMatchObject({code: 'QUEUE_FULL'});
    await Promise.all(fetching);
    expect(seen.downloads).toBe(2);
    await takeIn('ann', (fetchImage) => fetchImage('image', attachment));
  });

  test('puts images aside for one command of somebody who may have no more painted', async () => {
    const places = ['first', 'second'].map(() => bench.services.queue.admit('ann'));
    const putAside = () => takeIn('ann', (fetchImage) => fetchImage('image', attachment), {forLater: true});
    const first = putAside();
    await expect(putAside()).rejects.toMatchObject({code: 'QUEUE_FULL'});
    await first;
    await putAside();
    for (const giveBack of places) giveBack();
    expect(seen.downloads).toBe(2);
  });

  test('frees the place for the next one when fetching fails', async () => {
    const missing = {...attachment, url: 'https://example.org/attachments/1/2/a.png'};
    for (let count = 0; count < 4; count++) {
      const fetching = takeIn('ann', (fetchImage) => fetchImage('image', missing));
      await expect(fetching).rejects.toMatchObject({code: 'ATTACHMENT_REFUSED'});
    }
    await takeIn('ann', (fetchImage) => fetchImage('image', attachment));
  });
});
