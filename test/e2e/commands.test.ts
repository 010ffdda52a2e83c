/** What people can do besides `/stylize`: the gallery, a message's menu, the queue, help, forgetting. */
import {Locale} from 'discord-api-types/v10';
import sharp from 'sharp';
import {expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';
import {finished, painting, patiently, photo, quick, slow, studioTest, textOf} from './harness.ts';

const test = studioTest({DEFAULT_SIZE: '128', DEFAULT_QUALITY: 'draft'}).extend(
  'linh',
  {scope: 'file'},
  ({studio}) => studio.sandbox.user('linh', {locale: Locale.Vietnamese}),
);

test('“Stylize this image” repaints the picture in somebody else’s message, for all to see', async ({
  mia,
  noa,
}) => {
  const post = await mia.send('our holiday', {files: [await photo()]});
  const picker = await noa.messageCommand('Stylize this image', post).response;
  await picker.waitFor(({components = []}) => components.length > 0, patiently);
  expect(picker.ephemeral).toBe(true);
  expect(await sharp(picker.attachmentBytes(0)).metadata()).toMatchObject({format: 'jpeg', width: 836});
  expect(picker.current.attachments[0]?.description).toMatch(/^1: .+ by .+; 2: /);

  const painted = await noa.select(picker, {placeholder: 'Choose a painting'}, ['great-wave']).response;
  expect(painted.ephemeral).toBe(false);
  await finished(painted);
  expect(textOf(painted)).toContain('The Great Wave off Kanagawa (Katsushika Hokusai)');
  expect(picker.deleted).toBe(false);
});

test('the picker survives a restart, lets people choose pictures and pages, and keeps spoilers hidden', async ({
  studio,
  mia,
}) => {
  const secret = await sharp({create: {width: 64, height: 64, channels: 3, background: 'red'}})
    .png()
    .toBuffer();
  const post = await mia.send('two', {files: [await photo(), file('secret.png', secret, {spoiler: true})]});
  const picker = await mia.messageCommand('Stylize this image', post).response;
  await picker.waitFor(({components = []}) => components.length > 0, patiently);
  await studio.restart('kill');

  await mia
    .select(picker, {placeholder: 'Choose a picture from the message'}, ['1'])
    .waitForAcknowledgement();
  await picker.waitFor(
    ({components}) => JSON.stringify(components).includes('pick:v1:style:1:0:2'),
    patiently,
  );
  await mia.click(picker, {label: 'Next'}).waitForAcknowledgement();
  await picker.waitFor(
    ({components}) => JSON.stringify(components).includes('pick:v1:style:1:1:2'),
    patiently,
  );
  const options = JSON.parse(JSON.stringify(picker.current.components))[1].components[0].options;
  const painted = await mia.select(picker, {placeholder: 'Choose a painting'}, [options[0].value]).response;
  await finished(painted);
  expect(options[0].label).toMatch(/^26\. /);
  expect(painted.current.attachments[0]).toMatchObject({filename: expect.stringMatching(/^SPOILER_/)});
  expect(await sharp(painted.attachmentBytes(0)).metadata()).toMatchObject({width: 128, height: 128});
});

test('the picture behind a link comes from Discord’s own copy; a message without a picture is refused', async ({
  mia,
}) => {
  const post = await mia.send('look https://pictures.example/holiday.jpg', {previews: [await photo()]});
  const picker = await mia.messageCommand('Stylize this image', post).response;
  await picker.waitFor(({components = []}) => components.length > 0, patiently);
  await finished(await mia.select(picker, {}, ['kandinsky']).response);

  const words = await mia.send('no picture');
  const refusal = await mia.messageCommand('Stylize this image', words).waitForFollowUp(0, patiently);
  expect(refusal.ephemeral).toBe(true);
  expect(textOf(refusal)).toMatch(/has no picture/);
});

test('/styles shows all presets in pages, in the reader’s language', async ({linh}) => {
  const gallery = await (await linh.slash('styles')).response;
  const pages = Math.ceil((await loadCatalogue()).list().length / 6);
  const shown = async (page: number) => {
    const {embeds} = await gallery.waitFor(
      ({embeds: [embed]}) => embed?.footer?.text === `Trang ${page} trên ${pages}`,
      patiently,
    );
    return embeds[0]!;
  };
  const first = await shown(1);
  expect(gallery.ephemeral).toBe(true);
  expect(first.title).toBe('Các bức tranh mẫu');
  expect(first.description).toContain('**1. Bố cục VIII** · Wassily Kandinsky, 1923');
  expect(first.description).toContain('`/vẽ-lại phong-cách:kandinsky`');
  expect(first.description).toMatch(/Giấy phép: Public domain/);
  expect(first.image?.url).toContain('/paintings.jpg');
  expect(() => linh.click(gallery, {label: 'Trước'})).toThrow(/disabled/);
  linh.click(gallery, {label: 'Sau'});
  expect((await shown(2)).description).toContain('**7. ');
  linh.click(gallery, {label: 'Trước'});
  await shown(1);
  expect(gallery.record.files).toHaveLength(1);
});

test('autocomplete finds painters and translated titles', async ({linh}) => {
  const suggest = (text: string) => linh.autocomplete('stylize', {style_2: text}, 'style_2');
  expect((await suggest('dem day sao'))[0]).toEqual({
    name: 'Đêm đầy sao — Vincent van Gogh, 1889',
    value: 'starry-night',
  });
  expect((await suggest('hokus')).map(({value}) => value)).toContain('great-wave');
});

test('a Vietnamese reader gets Vietnamese states, buttons, errors, and blends with shares', async ({
  linh,
}) => {
  const options = {image: await photo(), style: 'kandinsky', style_2: 'great-wave', blend: '3:1', ...quick};
  const message = await (await linh.slash('stylize', options)).response;
  await message.waitFor(({content}) => content.includes('kích thước 128 (128 × 96)'), patiently);
  expect(textOf(message)).toContain('75% Bố cục VIII (Wassily Kandinsky)');
  expect(textOf(message)).toMatch(/giây · tiny-random trên cpu$/);
  expect(JSON.stringify(message.current.components)).toContain('Đậm nét hơn');
  expect(message.current.attachments[0]?.description).toMatch(/^Một bức ảnh được vẽ lại theo phong cách/);
  expect(message.history.some(({message: {content}}) => /Đang bắt đầu|bước/.test(content))).toBe(true);

  const refusal = await linh.slash('stylize', {...options, blend: '3:1:1'});
  expect(textOf(await refusal.waitForFollowUp(0, patiently))).toBe(
    'Như vậy không được. `tỉ-lệ`: cần 2 phần lớn hơn 0 và không quá 100, ví dụ 2:1, nhưng nhận được 3:1:1.',
  );
});

test('`private` shows the picture only to its requester, without reactions', async ({studio, mia}) => {
  const message = await finished(await studio.order(mia, {private: true, ...quick}));
  expect(message.ephemeral).toBe(true);
  expect(message.reactions.size).toBe(0);
});

test('/queue lists and cancels only one’s own pictures', async ({studio, mia, noa}) => {
  const running = await painting(await studio.order(mia, slow));
  const waiting = await studio.order(noa, {style: 'great-wave', ...slow});
  await waiting.waitFor(({content}) => content.includes('position 1'), patiently);

  const report = await (await noa.slash('queue')).response;
  const text = () => report.current.embeds[0]?.description ?? '';
  expect(report.ephemeral).toBe(true);
  expect(text()).toContain('One picture is being painted, one is waiting.');
  expect(text()).toMatch(/1\. The Great Wave off Kanagawa \(Katsushika Hokusai\): position 1/);
  expect(text()).not.toContain('Kandinsky');
  noa.click(report, {label: 'Cancel 1'});
  await waiting.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await report.waitFor(({embeds}) => embeds[0]?.description?.includes('None of them') === true, patiently);
  expect(report.current.components).toEqual([]);

  mia.click(running, {label: 'Cancel'});
  await running.waitFor(({content}) => content.includes('Cancelled'), patiently);
  const idle = await (await noa.slash('queue')).response;
  await idle.waitFor(({embeds}) => embeds[0]?.description?.includes('Nothing is being painted') === true);
});

test('/stylize-help explains itself in the reader’s language', async ({linh}) => {
  const help = await (await linh.slash('stylize-help')).response;
  expect(help.ephemeral).toBe(true);
  expect(help.current.embeds[0]?.description).toContain('`/hàng-đợi`');
});

test('/stylize-forget asks, then deletes all a user’s data and stops their running jobs', async ({
  studio,
  zoe,
  mia,
}) => {
  const nothing = await (await zoe.slash('stylize-forget')).response;
  expect(textOf(nothing)).toBe('I have nothing stored about you.');

  await finished(await studio.order(zoe));
  const running = await painting(await studio.order(zoe, slow));
  const others = studio.jobs().filter(({owner}) => owner === mia.id).length;
  const question = await (await zoe.slash('stylize-forget')).response;
  expect(question.ephemeral).toBe(true);
  expect(textOf(question)).toContain('I have 2 pictures of yours');
  expect(studio.jobs().filter(({owner}) => owner === zoe.id)).toHaveLength(2);

  zoe.click(question, {label: 'Delete everything'});
  await question.waitFor(({content}) => content === 'I deleted 2 pictures.', patiently);
  await running.waitFor(({content}) => content.includes('Cancelled'), patiently);
  expect(studio.jobs().filter(({owner}) => owner === zoe.id)).toEqual([]);
  expect(studio.jobs().filter(({owner}) => owner === mia.id)).toHaveLength(others);
});
