/** The same commands where the bot is no member, and pictures that must not be seen by all. */
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ChannelHandle, file, type MessageHandle} from '../../sandbox/index.ts';
import {
  expectCleanTraffic,
  finished,
  openStudio,
  patiently,
  photo,
  quick,
  type Studio,
  textOf,
} from './harness.ts';

/** Judges by the corner of a picture: red is blocked, green is hidden; outputs are blocked when told so by a file. */
const judge = `#!/usr/bin/env node
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
const require = createRequire(process.argv[2]);
const sharp = require('sharp');
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const stage = process.argv.at(-1);
const [r, g, b] = await sharp(Buffer.concat(chunks)).removeAlpha().resize(1, 1).raw().toBuffer();
const bad = stage === 'output' ? existsSync(process.argv[3]) : r > 200 && g < 60;
const verdict = bad ? 'block' : stage === 'input' && g > 150 && r < 60 && b < 60 ? 'spoiler' : 'allow';
console.log(JSON.stringify({verdict}));
`;

let studio: Studio;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-judge-'));
  const script = join(folder, 'judge.mjs');
  await writeFile(script, judge);
  await chmod(script, 0o755);
  const here = new URL(import.meta.url).pathname;
  studio = await openStudio(
    {MODERATION_COMMAND: JSON.stringify([script, here, join(folder, 'block-outputs')])},
    {
      guilds: [
        {name: 'Studio', channels: ['general']},
        {name: 'Elsewhere', channels: ['lounge'], hasBot: false},
      ],
    },
  );
});
afterAll(async () => {
  expectCleanTraffic(studio);
  await studio.close();
  await rm(folder, {recursive: true});
});

/** What the bot asked of a channel with its own token. */
function requestsAbout(channel: ChannelHandle) {
  return studio.sandbox.log
    .rest()
    .filter(({path}) => path.includes(`/channels/${channel.id}`))
    .map(({method, path}) => `${method} ${path}`);
}

async function plain(background: string) {
  const image = sharp({create: {width: 96, height: 64, channels: 3, background}});
  return file('plain.png', await image.png().toBuffer());
}

describe('brought along by a user, the bot paints where it is no member, by the interaction’s token alone', () => {
  const paintIn = async (channel: ChannelHandle): Promise<MessageHandle> => {
    const options = {image: await photo(), style: 'kandinsky', ...quick};
    return finished(await (await studio.sandbox.user('mia').slash('stylize', options, {channel})).response);
  };

  test('in a group chat', async () => {
    const [mia, noa] = [studio.sandbox.user('mia'), studio.sandbox.user('noa')];
    const chat = studio.sandbox.groupChat('friends', [mia, noa]);
    const message = await paintIn(chat);
    expect(message.ephemeral).toBe(false);
    expect(message.current.attachments).toHaveLength(1);

    const again = await finished(await noa.click(message, {emoji: '🔁'}).response);
    expect(textOf(again)).toContain(`<@${noa.id}>`);
    const post = await mia.send('', {channel: chat, files: [await photo()]});
    const picker = await noa.messageCommand('Stylize this image', post).response;
    await picker.waitFor(({components = []}) => components.length > 0, patiently);
    const chosen = await noa.select(picker, {placeholder: 'Choose a painting'}, ['kandinsky']).response;
    await chosen.waitFor(({content}) => content.includes('Composition VIII'), patiently);
    noa.click(chosen, {label: 'Cancel'});
    await chosen.waitFor(({content}) => /Cancelled|size \d/.test(content), patiently);
    expect(requestsAbout(chat)).toEqual([]);
  });

  test('in a server, also where members may use external apps in private only', async () => {
    const lounge = studio.sandbox.channel('lounge');
    expect((await paintIn(lounge)).ephemeral).toBe(false);
    lounge.setPermissions('everyone', {deny: ['UseExternalApps']});
    expect((await paintIn(lounge)).ephemeral).toBe(true);
    expect(requestsAbout(lounge)).toEqual([]);
  });

  test('in direct messages with the bot, reactions included', async () => {
    const mia = studio.sandbox.user('mia');
    const options = {image: await photo(), style: 'kandinsky', ...quick};
    const message = await finished(await (await mia.slash('stylize', options, {dm: true})).response);
    await message.waitFor(({reactions = []}) => reactions.length > 0, patiently);
  });
});

test('a photo marked as a spoiler gives a spoiler, frames and retries included', async () => {
  const mia = studio.sandbox.user('mia');
  const {file: holiday} = await photo();
  const image = file('holiday.jpg', holiday.bytes, {spoiler: true});
  const message = await finished(
    await (await mia.slash('stylize', {image, style: 'kandinsky', ...quick})).response,
  );
  const again = await finished(await mia.click(message, {emoji: '🔁'}).response);
  for (const {history} of [message, again]) {
    const names = history.flatMap(({message: {attachments}}) => attachments.map(({filename}) => filename));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.startsWith('SPOILER_'))).toEqual([]);
  }
});

describe('moderation', () => {
  const order = async (image: Awaited<ReturnType<typeof plain>>) =>
    studio.sandbox.user('noa').slash('stylize', {image, style: 'kandinsky', ...quick});

  test('refuses what goes in, in private', async () => {
    const answer = await (await order(await plain('red'))).waitForFollowUp(0, patiently);
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toContain('moderation does not allow that picture');
  });

  test('hides what it wants hidden', async () => {
    const message = await finished(await (await order(await plain('#00c800'))).response);
    expect(message.current.attachments[0]?.filename).toMatch(/^SPOILER_/);
  });

  test('holds back what comes out, and takes the frames away', async () => {
    await writeFile(join(folder, 'block-outputs'), '');
    const message = await (await order(await photo())).response;
    await message.waitFor(({content}) => content.includes('held back'), patiently);
    expect(message.current.attachments).toEqual([]);
    await rm(join(folder, 'block-outputs'));
  });
});
