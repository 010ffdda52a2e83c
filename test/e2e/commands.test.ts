/** What people can do besides `/stylize`: the gallery, a message's menu, the queue, help, forgetting. */
import {type APIEmbed, Locale} from 'discord-api-types/v10';
import sharp from 'sharp';
import {expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {loadCatalogue} from '../../src/styles/style-catalogue.ts';
import {
  chosen,
  finished,
  linkOf,
  painting,
  patiently,
  photo,
  quick,
  slow,
  studioTest,
  textOf,
} from './harness.ts';

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
  expect(picker.current.embeds.map(({thumbnail, image}) => [thumbnail !== undefined, image?.url])).toEqual([
    [true, undefined],
    [false, expect.stringContaining('/paintings.jpg')],
  ]);

  const painted = await chosen(noa, picker, {customId: /:great-wave$/});
  expect(painted.ephemeral).toBe(false);
  await finished(painted);
  expect(textOf(painted)).toContain(`\nfor <@${noa.id}> · from ${linkOf(post)}\n-# `);
  expect(textOf(painted)).toContain('The Great Wave off Kanagawa (Katsushika Hokusai)');
  expect(picker.deleted).toBe(true);
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
    ({components}) => JSON.stringify(components).includes('pick:v1:style:1:0:2:'),
    patiently,
  );
  await mia.click(picker, {label: 'Next'}).waitForAcknowledgement();
  await picker.waitFor(
    ({components}) => JSON.stringify(components).includes('pick:v1:style:1:1:2:'),
    patiently,
  );
  const painted = await chosen(mia, picker, {label: '16'});
  await finished(painted);
  expect(painted.current.attachments[0]).toMatchObject({filename: expect.stringMatching(/^SPOILER_/)});
  expect(await sharp(painted.attachmentBytes(0)).metadata()).toMatchObject({width: 128, height: 128});
});

test('the picture behind a link comes from Discord’s own copy; a message without a picture is refused', async ({
  mia,
}) => {
  const post = await mia.send('look https://pictures.example/holiday.jpg', {previews: [await photo()]});
  const picker = await mia.messageCommand('Stylize this image', post).response;
  await picker.waitFor(({components = []}) => components.length > 0, patiently);
  await finished(await chosen(mia, picker, {label: '1'}));

  const words = await mia.send('no picture');
  const refusal = await mia.messageCommand('Stylize this image', words).response;
  expect(refusal.ephemeral).toBe(true);
  expect(textOf(refusal)).toMatch(/has no picture/);
});

test('/styles shows all presets in pages, in the reader’s language', async ({linh}) => {
  const gallery = await (await linh.slash('styles')).response;
  const pages = Math.ceil((await loadCatalogue()).list().length / 6);
  const shown = async (page: number) => {
    const {embeds} = await gallery.waitFor(
      ({embeds: [, embed]}) => embed?.footer?.text.endsWith(`Trang ${page} trên ${pages}`) === true,
      patiently,
    );
    return embeds as [APIEmbed, APIEmbed];
  };
  const [picture, list] = await shown(1);
  expect(gallery.ephemeral).toBe(true);
  expect(picture.title).toBe('Các bức tranh mẫu');
  expect(picture.image?.url).toContain('/paintings.jpg');
  expect(list.description?.split('\n')).toHaveLength(6);
  expect(list.description).toMatch(/^1\. \*\*Bố cục VIII\*\* · Wassily Kandinsky, 1923\n/);
  expect(list.footer?.text).toMatch(/^Phạm vi công cộng · Trang 1/);
  expect(() => linh.click(gallery, {label: 'Trước'})).toThrow(/disabled/);
  linh.click(gallery, {label: 'Sau'});
  expect((await shown(2))[1].description).toMatch(/^7\. /);
  linh.click(gallery, {label: 'Trước'});
  await shown(1);
  expect(gallery.record.files).toHaveLength(1);
});

test('/styles leads on to a picture: a form takes a photo and one of the paintings shown', async ({
  studio,
  noa,
}) => {
  const gallery = await (await noa.slash('styles')).response;
  await gallery.waitFor(({components}) => components?.length === 2, patiently);
  noa.click(gallery, {label: 'Next'});
  await gallery.waitFor(({embeds}) => embeds[1]?.description?.startsWith('7. ') === true, patiently);
  const click = noa.click(gallery, {label: 'Use on a photo…'});
  const modal = JSON.stringify(await click.waitForModal(patiently));
  const {id} = (await loadCatalogue()).list()[8]!;
  expect(modal).toContain(`"value":"${id}"`);
  const painted = await (await noa.submitModal(click, {photo: [await photo()], style: [id]})).response;
  await finished(painted);
  expect(studio.jobOf(painted)).toMatchObject({owner: noa.id, styles: [{id}]});
});

test('autocomplete finds painters, translated titles, movements and misses', async ({linh}) => {
  const suggest = (text: string) => linh.autocomplete('stylize', {style_2: text}, 'style_2');
  expect((await suggest('dem day sao'))[0]).toEqual({
    name: 'Đêm đầy sao — Vincent van Gogh, 1889',
    value: 'starry-night',
  });
  expect((await suggest('hokus')).map(({value}) => value)).toContain('great-wave');
  expect((await suggest('trường phái ấn tượng')).map(({value}) => value)).toContain('moulin');
  expect((await suggest('an tuong')).map(({value}) => value)).toContain('moulin');
  expect((await suggest(''))[0]).toEqual({name: '🎲 Ngẫu nhiên', value: 'surprise-me'});
  expect((await suggest('Picasso'))[0]?.name).toMatch(/^Không có “Picasso”; gần nhất: /);
});

test('a Vietnamese reader gets Vietnamese states, buttons, errors, and blends with shares', async ({
  linh,
}) => {
  const options = {image: await photo(), style: 'kandinsky', style_2: 'great-wave', blend: '3:1', ...quick};
  const message = await (await linh.slash('stylize', options)).response;
  await message.waitFor(({content}) => content.includes('-# 128 × 96 · '), patiently);
  expect(textOf(message)).toContain('75% Bố cục VIII (Wassily Kandinsky)');
  expect(textOf(message)).toMatch(/\n-# 128 × 96 · \d+ giây$/);
  expect(JSON.stringify(message.current.components)).toContain('Đậm');
  expect(message.current.attachments[0]?.description).toMatch(/^Một bức ảnh được vẽ lại theo phong cách/);
  expect(message.history.some(({message: {content}}) => /Đang bắt đầu|còn khoảng/.test(content))).toBe(true);

  const refusal = await (await linh.slash('stylize', {...options, blend: '3:1:1'})).response;
  await refusal.waitFor(({content}) => content === 'Bạn cho 3 phần với 2 bức tranh.', patiently);
});

test('`private` shows the picture only to its requester, without reactions', async ({studio, mia}) => {
  const message = await finished(await studio.order(mia, {private: true, ...quick}));
  expect(message.ephemeral).toBe(true);
  expect(message.reactions.size).toBe(0);
});

test('/queue lists and cancels only one’s own pictures', async ({studio, mia, noa}) => {
  const running = await painting(await studio.order(mia, slow));
  const waiting = await studio.order(noa, {style: 'great-wave', ...slow});
  await waiting.waitFor(({content}) => content.includes('Next in line'), patiently);

  const report = await (await noa.slash('queue')).response;
  const text = () => report.current.embeds[0]?.description ?? '';
  expect(report.ephemeral).toBe(true);
  expect(text()).toContain('1 being painted, 1 waiting.');
  expect(text()).toMatch(/1\. The Great Wave off Kanagawa \(Katsushika Hokusai\).*: next in line/);
  expect(text().split('Your finished pictures')[0]).not.toContain('Kandinsky');
  noa.click(report, {label: 'Cancel no. 1'});
  await waiting.waitFor(({content}) => content.includes('Cancelled'), patiently);
  await report.waitFor(({embeds}) => embeds[0]?.description?.includes('None of them') === true, patiently);
  expect(report.current.components).toEqual([]);

  mia.click(running, {label: 'Cancel'});
  await running.waitFor(({content}) => content.includes('Cancelled'), patiently);
  const idle = await (await noa.slash('queue')).response;
  await idle.waitFor(({embeds}) => embeds[0]?.description?.includes('The queue is empty.') === true);
});

test('/queue links to one’s finished pictures, newest first, and tells them apart', async ({studio}) => {
  const ann = studio.sandbox.user('ann');
  const first = await finished(await studio.order(ann, quick));
  const second = await finished(await studio.order(ann, {...quick, strength: 2.5}));
  const hidden = await finished(await studio.order(ann, {...quick, style: 'great-wave', private: true}));
  await expect.poll(() => studio.jobOf(hidden).toldAt).toBeDefined();
  const report = await (await ann.slash('queue')).response;
  const lines = (report.current.embeds[0]?.description ?? '').split('\n');
  const listed = lines.slice(lines.indexOf('Your finished pictures:') + 1);
  expect(listed).toEqual([
    expect.stringMatching(/^1\. The Great Wave .* \(private\) · <t:\d+:R>$/),
    expect.stringMatching(
      new RegExp(
        `^2\\. \\[Composition VIII .*strength 2\\.5.*\\]\\(https://discord.com/channels/.*/${second.id}\\) · `,
      ),
    ),
    expect.stringMatching(new RegExp(`^3\\. \\[Composition VIII .*/${first.id}\\) · `)),
  ]);
  await report.waitFor(
    ({embeds: [embed]}) => embed?.image?.url.includes('/finished.jpg') === true,
    patiently,
  );
  expect(report.current.attachments).toEqual([]);
  expect(await sharp(report.attachmentBytes(0)).metadata()).toMatchObject({width: 384});
});

test('/stylize-help explains itself in the reader’s language', async ({linh}) => {
  const help = await (await linh.slash('stylize-help')).response;
  expect(help.ephemeral).toBe(true);
  const text = () => help.current.embeds[0]?.description ?? '';
  expect(text()).toMatch(/^1\. Gõ `\/vẽ-lại` .*\n2\. .*\n3\. .*\n\nDưới mỗi bức: .*$/);
  linh.click(help, {label: 'Xem thêm'});
  await help.waitFor(({components}) => components?.length === 0, patiently);
  expect(text()).toContain('`/hàng-đợi`');
});

test('/stylize-forget asks, then deletes all a user’s data and stops their running jobs', async ({
  studio,
  zoe,
  mia,
}) => {
  const nothing = await (await zoe.slash('stylize-forget')).response;
  expect(textOf(nothing)).toBe('I keep nothing of yours.');

  await finished(await studio.order(zoe));
  const running = await painting(await studio.order(zoe, slow));
  const others = studio.jobs().filter(({owner}) => owner === mia.id).length;
  const question = await (await zoe.slash('stylize-forget')).response;
  expect(question.ephemeral).toBe(true);
  expect(textOf(question)).toContain('I keep 2 pictures of yours');
  zoe.click(question, {label: 'Delete nothing'});
  await question.waitFor(({content}) => content === 'I deleted nothing.', patiently);
  expect(studio.jobs().filter(({owner}) => owner === zoe.id)).toHaveLength(2);

  const again = await (await zoe.slash('stylize-forget')).response;
  zoe.click(again, {label: 'Only the stored copies'});
  await again.waitFor(
    ({content}) => content.startsWith('I deleted 2 pictures and their photos. The messages stay'),
    patiently,
  );
  await running.waitFor(({content}) => content.includes('Cancelled'), patiently);
  expect(studio.jobs().filter(({owner}) => owner === zoe.id)).toEqual([]);
  expect(studio.jobs().filter(({owner}) => owner === mia.id)).toHaveLength(others);
});

test('after that, 🗑️ still works for whoever the picture was painted for, as a button and as a reaction', async ({
  studio,
  zoe,
  noa,
}) => {
  const first = await finished(await studio.order(zoe));
  const second = await finished(await studio.order(zoe));
  const question = await (await zoe.slash('stylize-forget')).response;
  zoe.click(question, {label: 'Only the stored copies'});
  await question.waitFor(
    ({content}) => content.startsWith('I deleted 2 pictures and their photos.'),
    patiently,
  );
  await studio.restart('kill');

  const refusal = await noa.click(first, {label: 'Delete'}).response;
  expect(textOf(refusal)).toMatch(/^Only the person who requested/);
  zoe.click(first, {label: 'Delete'});
  await first.waitForDeletion(patiently);
  zoe.react(second, '🗑️');
  const ask = await studio.sandbox
    .channel('general')
    .waitForMessage(({content}) => content.includes('delete this picture?'), {after: second, ...patiently});
  zoe.click(ask, {label: 'Delete'});
  await second.waitForDeletion(patiently);
  await ask.waitForDeletion(patiently);
  // Nothing is left to know of those that this file's earlier tests left behind, once they are gone too.
  const rest = await (await zoe.slash('stylize-forget')).response;
  zoe.click(rest, {label: 'Everything'});
  await rest.waitFor(({content}) => content.startsWith('I deleted'), patiently);
  const nothing = await (await zoe.slash('stylize-forget')).response;
  expect(textOf(nothing)).toBe('I keep nothing of yours.');
});

test('“Everything” deletes both, and stops what is being painted', async ({studio, zoe, mia}) => {
  const done = await finished(await studio.order(zoe));
  const hidden = await finished(await studio.order(zoe, {private: true, ...quick}));
  const others = await finished(await studio.order(mia));
  const running = await painting(await studio.order(zoe, slow));
  const question = await (await zoe.slash('stylize-forget')).response;
  zoe.click(question, {label: 'Everything'});
  for (const message of [done, running]) await message.waitForDeletion(patiently);
  // A private reply whose token has been erased is the one that only its reader can remove.
  await question.waitFor(
    ({content}) =>
      content ===
      'I deleted 2 pictures and their photos. I couldn’t delete one message. Please delete it yourself.',
    patiently,
  );
  expect(hidden.deleted).toBe(false);
  expect(others.deleted).toBe(false);
  expect(studio.jobs().filter(({owner}) => owner === zoe.id)).toEqual([]);
}, 300_000);
