import sharp from 'sharp';
import {expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {
  finished,
  isPainting,
  patiently,
  photo,
  quick,
  settingsLasting,
  studioTest,
  textOf,
} from './harness.ts';

const test = studioTest();

test('a slash command shows at least three frames and then a picture, and ➕ makes a second one with more style', async ({
  studio,
  mia,
}) => {
  const {size, quality} = await settingsLasting(studio, 15);
  const shown = {width: size, height: (size * 3) / 4};
  const message = await finished(await studio.order(mia, {seed: 7, size, quality}));

  const frames = message.history.filter(
    ({message: {content, attachments}}) => isPainting(content) && attachments.length > 0,
  );
  expect(frames.length).toBeGreaterThanOrEqual(3);
  const gaps = frames.slice(1).map(({at}, index) => at - frames[index]!.at);
  // The bot spaces what it sends; delivery may jitter by a little.
  expect(Math.min(...gaps)).toBeGreaterThan(2300);
  const shares = frames.map(({message: {content}}) => Number(/(\d+)%/.exec(content)?.[1]));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(frames[0]!.message.components?.length).toBe(1);
  expect(await sharp(message.attachmentBytes(0, frames[0])).metadata()).toMatchObject({
    format: 'jpeg',
    ...shown,
  });

  expect(textOf(message)).toMatch(
    new RegExp(`\\n-# ${shown.width} × ${shown.height} · \\d+ s · quality: high$`),
  );
  expect(message.current.attachments).toHaveLength(1);
  expect(await sharp(message.attachmentBytes(0)).metadata()).toMatchObject({
    format: 'png',
    ...shown,
  });
  await message.waitFor(({reactions = []}) => reactions.length === 3, patiently);
  expect([...message.reactions.keys()]).toEqual(['🔁', '➕', '➖']);

  mia.react(message, '➕');
  const second = await studio.sandbox
    .channel('general')
    .waitForMessage(() => true, {after: message, ...patiently});
  await finished(second);
  expect(second.current.message_reference?.message_id).toBe(message.id);
  expect(textOf(second)).toContain(`➕ strength: 1 → 3 · for <@${mia.id}>`);
  expect(textOf(second).match(/strength/g)).toHaveLength(1);
  const [child, parent] = studio.jobs().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  expect(child).toMatchObject({parentId: parent?.id, status: 'done', owner: mia.id});
  expect(child!.settings.strength).toBeGreaterThan(parent!.settings.strength);
  expect(child!.result!.settings.strength).toBe(child!.settings.strength);
});

test('a finished picture is light: a short caption, two rows of buttons, three reactions, the rest behind Info', async ({
  studio,
  mia,
  noa,
}) => {
  const message = await finished(await studio.order(mia, {seed: 7, strength: 2, ...quick}));
  expect(textOf(message)).toMatch(
    /^🎨 \*\*Composition VIII \(Wassily Kandinsky\)\*\*\n-# 128 × 96 · \d+ s · strength 2 · quality: draft$/,
  );
  const info = await noa.click(message, {label: 'Info'}).response;
  expect(info.ephemeral).toBe(true);
  expect(textOf(info)).toContain(
    'strength 2 · strokes × 1 · quality: draft · colours: painting · seed\u00A07\n',
  );
  expect(textOf(info)).toContain('tiny-random on cpu');
  const rows = message.current.components as {components: {label: string; style: number}[]}[];
  expect(rows.map(({components}) => components.map(({label}) => label))).toEqual([
    ['Again', 'More', 'Less', 'Style', 'Larger'],
    ['Time-lapse', 'Settings', 'Info', 'Delete'],
  ]);
  expect(rows[1]!.components.map(({style}) => style)).toEqual([2, 2, 2, 4]);
  await message.waitFor(({reactions = []}) => reactions.length === 3, patiently);
  expect([...message.reactions.keys()]).toEqual(['🔁', '➕', '➖']);
});

test('a sticker comes back as a sticker: transparent where it was', async ({studio, mia}) => {
  const clear = {r: 0, g: 0, b: 0, alpha: 0};
  const body = await sharp({create: {width: 100, height: 100, channels: 4, background: '#ffffff'}})
    .png()
    .toBuffer();
  const bytes = await sharp({create: {width: 200, height: 200, channels: 4, background: clear}})
    .composite([{input: body}])
    .png()
    .toBuffer();
  const image = file('sticker.png', bytes);
  const message = await finished(await studio.order(mia, {image, ...quick}));
  const {data, info} = await sharp(message.attachmentBytes(0))
    .ensureAlpha()
    .raw()
    .toBuffer({resolveWithObject: true});
  const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
  const [near, far] = [info.width / 8, (info.width * 7) / 8];
  expect([alphaAt(near, near), alphaAt(far, far)]).toEqual([0, 0]);
  expect(alphaAt(info.width / 2, info.width / 2)).toBe(255);
});

test('the buttons do the same as the reactions: again with another seed, less style, delete', async ({
  studio,
  mia,
  noa,
}) => {
  const message = await finished(await studio.order(mia, {style: 'great-wave', seed: 3, ...quick}));

  const again = await finished(await noa.click(message, {emoji: '🔁'}).response);
  expect(textOf(again)).toContain('🔁 a new variation · for ');
  expect(studio.jobOf(again).settings.seed).not.toBe(3);
  expect(again.current.mentions).toEqual([]);

  const less = await finished(await mia.click(message, {emoji: '➖'}).response);
  expect(textOf(less)).toMatch(/strength: 1 → 0\.33 ·/);

  const refusal = await noa.click(message, {emoji: '🗑️'}).response;
  expect(refusal.ephemeral).toBe(true);
  expect(message.deleted).toBe(false);
  mia.click(message, {emoji: '🗑️'});
  await message.waitForDeletion(patiently);
});

test('people can use their own style image instead of a preset, even in direct messages', async ({mia}) => {
  const interaction = await mia.slash(
    'stylize',
    {image: await photo(), style_image: await photo(), strength: 2.5, ...quick},
    {dm: true},
  );
  const message = await finished(await interaction.response);
  expect(textOf(message)).toContain('strength 2.5');
  mia.react(message, '🔁');
  await finished(await mia.dm.waitForMessage(() => true, {after: message, ...patiently}));
});

test('autocomplete offers presets by title and artist', async ({mia}) => {
  const choices = await mia.autocomplete('stylize', {image: await photo(), style: 'hoku'}, 'style');
  expect(choices[0]).toMatchObject({value: 'great-wave', name: expect.stringContaining('Hokusai')});
  expect(await mia.autocomplete('stylize', {image: await photo(), style: ''}, 'style')).toHaveLength(25);
});
