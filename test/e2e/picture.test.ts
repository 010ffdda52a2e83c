import sharp from 'sharp';
import {expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {finished, patiently, photo, quick, settingsLasting, studioTest, textOf} from './harness.ts';

const test = studioTest();

test('a slash command shows at least three frames and then a picture, and ➕ makes a second one with more style', async ({
  studio,
  mia,
}) => {
  const {size, quality} = await settingsLasting(studio, 15);
  const shown = {width: size, height: (size * 3) / 4};
  const message = await finished(await studio.order(mia, {seed: 7, size, quality}));

  const frames = message.history.filter(
    ({message: {content, attachments}}) => content.includes('step') && attachments.length > 0,
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

  expect(textOf(message)).toContain(
    `strength 1 · size ${size} (${shown.width} × ${shown.height}) · seed 7 · high`,
  );
  expect(textOf(message)).toContain('tiny-random on cpu');
  expect(message.current.attachments).toHaveLength(1);
  expect(await sharp(message.attachmentBytes(0)).metadata()).toMatchObject({
    format: 'png',
    ...shown,
  });
  await message.waitFor(({reactions = []}) => reactions.length === 5, patiently);
  expect([...message.reactions.keys()]).toEqual(['🔁', '➕', '➖', '🎨', '🗑️']);

  mia.react(message, '➕');
  const second = await studio.sandbox
    .channel('general')
    .waitForMessage(() => true, {after: message, ...patiently});
  await finished(second);
  expect(second.current.message_reference?.message_id).toBe(message.id);
  expect(textOf(second)).toContain('strength 1.6');
  const [child, parent] = studio.jobs().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  expect(child).toMatchObject({parentId: parent?.id, status: 'done', owner: mia.id});
  expect(child!.settings.strength).toBeGreaterThan(parent!.settings.strength);
  expect(child!.result!.settings.strength).toBe(child!.settings.strength);
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
  expect(textOf(again)).toMatch(/strength [01]\.?\d* ·/);
  expect(textOf(again)).not.toContain('seed 3 ');
  expect(again.current.mentions).toEqual([]);

  const less = await finished(await mia.click(message, {emoji: '➖'}).response);
  expect(textOf(less)).toMatch(/strength 0\.6\d? ·/);

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
