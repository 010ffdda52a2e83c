/** The same commands where the bot is not a member, and pictures that not everybody may see. */
import {mkdtempSync, writeFileSync} from 'node:fs';
import {rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import sharp from 'sharp';
import {describe, expect} from 'vitest';
import {type ChannelHandle, file, type MessageHandle} from '../../sandbox/index.ts';
import {chosen, finished, patiently, photo, quick, type Studio, studioTest, textOf} from './harness.ts';

/** Judges by a picture's average colour: red is blocked, green is hidden. A file's existence blocks all outputs. */
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

const folder = mkdtempSync(join(tmpdir(), 'atelier-judge-'));
const script = join(folder, 'judge.mjs');
writeFileSync(script, judge, {mode: 0o755});

const test = studioTest(
  {MODERATION_COMMAND: JSON.stringify([script, import.meta.filename, join(folder, 'block-outputs')])},
  {
    guilds: [
      {name: 'Studio', channels: ['general']},
      {name: 'Elsewhere', channels: ['lounge'], hasBot: false},
    ],
  },
);
test.afterAll(() => rm(folder, {recursive: true}));

/** What the bot did in a channel with its own token. A minute after the start it also looks whether its channels exist. */
function requestsAbout({sandbox}: Studio, channel: ChannelHandle) {
  return sandbox.log
    .rest()
    .filter(({path}) => path.includes(`/channels/${channel.id}/`))
    .map(({method, path}) => `${method} ${path}`);
}

async function plain(background: string) {
  const image = sharp({create: {width: 96, height: 64, channels: 3, background}});
  return file('plain.png', await image.png().toBuffer());
}

describe('installed by a user, the bot paints where it is not a member, with only the interaction’s token:', () => {
  test('in a group chat', async ({studio, mia, noa}) => {
    const chat = studio.sandbox.groupChat('friends', [mia, noa]);
    const message = await finished(await studio.order(mia, quick, {channel: chat}));
    expect(message.ephemeral).toBe(false);
    expect(message.current.attachments).toHaveLength(1);

    const again = await finished(await noa.click(message, {emoji: '🔁'}).response);
    expect(textOf(again)).toContain(`<@${noa.id}>`);
    const post = await mia.send('', {channel: chat, files: [await photo()]});
    const picker = await noa.messageCommand('Stylize this image', post).response;
    await picker.waitFor(({components = []}) => components.length > 0, patiently);
    const painted = await chosen(noa, picker, {label: '1'});
    await painted.waitFor(({content}) => content.includes('Composition VIII'), patiently);
    noa.click(painted, {label: 'Cancel'});
    await painted.waitFor(({content}) => /Cancelled|\d+ × \d+/.test(content), patiently);
    expect(requestsAbout(studio, chat)).toEqual([]);
  });

  test('in a server, even if members may use external apps only in private', async ({studio, mia}) => {
    const paintIn = async (channel: ChannelHandle): Promise<MessageHandle> =>
      finished(await studio.order(mia, quick, {channel}));
    const lounge = studio.sandbox.channel('lounge');
    expect((await paintIn(lounge)).ephemeral).toBe(false);
    lounge.setPermissions('everyone', {deny: ['UseExternalApps']});
    expect((await paintIn(lounge)).ephemeral).toBe(true);
    expect(requestsAbout(studio, lounge)).toEqual([]);
  });

  test('in direct messages with the bot, even with reactions', async ({studio, mia}) => {
    const message = await finished(await studio.order(mia, quick, {dm: true}));
    await message.waitFor(({reactions = []}) => reactions.length > 0, patiently);
    expect([...message.reactions.keys()]).toContain('🔁');
  });
});

test('a photo marked as a spoiler gives a spoiler, even as frames and retries', async ({studio, mia}) => {
  const {file: holiday} = await photo();
  const image = file('holiday.jpg', holiday.bytes, {spoiler: true});
  const message = await finished(await studio.order(mia, {image, ...quick}));
  const again = await finished(await mia.click(message, {emoji: '🔁'}).response);
  for (const {history} of [message, again]) {
    const names = history.flatMap(({message: {attachments}}) => attachments.map(({filename}) => filename));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.startsWith('SPOILER_'))).toEqual([]);
  }
});

describe('moderation', () => {
  test('refuses an input in private', async ({noa}) => {
    const asked = await noa.slash('stylize', {image: await plain('red'), style: 'kandinsky', ...quick});
    const answer = await asked.waitForFollowUp(0, patiently);
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toContain('Moderation doesn’t allow that picture');
  });

  test('hides a picture as a spoiler', async ({studio, noa}) => {
    const message = await finished(await studio.order(noa, {image: await plain('#00c800'), ...quick}));
    expect(message.current.attachments[0]?.filename).toMatch(/^SPOILER_/);
  });

  test('holds back a finished picture, and removes the frames', async ({studio, noa}) => {
    await writeFile(join(folder, 'block-outputs'), '');
    const message = await studio.order(noa);
    await message.waitFor(({content}) => content.includes('held back'), patiently);
    expect(message.current.attachments).toEqual([]);
    await rm(join(folder, 'block-outputs'));
  });
});
