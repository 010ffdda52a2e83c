/** Orders that lack something: nobody has to send their photo again. With the real bot over the wire. */
import sharp from 'sharp';
import {describe, expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {chosen, finished, patiently, photo, quick, type Studio, studioTest, textOf} from './harness.ts';

const test = studioTest({MAX_SIZE: '256'});

const publicMessages = ({sandbox}: Studio) =>
  sandbox.channel('general').messages.filter(({ephemeral}) => !ephemeral);

describe('a photo without a painting', () => {
  test('opens the picker on it, in private, and keeps what was given, even after a restart', async ({
    studio,
    mia,
  }) => {
    const secret = await sharp({create: {width: 64, height: 48, channels: 3, background: 'red'}})
      .png()
      .toBuffer();
    const image = file('secret.png', secret, {spoiler: true});
    const asked = await mia.slash('stylize', {image, strength: 2.5, private: true, ...quick});
    const picker = await asked.response;
    await picker.waitFor(({components = []}) => components.length === 4, patiently);
    expect(picker.ephemeral).toBe(true);
    expect(textOf(picker)).toMatch(
      /^\*\*Choose a painting:\*\*\n-# \*\*1\*\*\u00A0Composition VIII\u00A0· \*\*2\*\*\u00A0/,
    );
    expect((await sharp(picker.attachmentBytes(0)).metadata()).width).toBe(836);
    expect(studio.jobs()).toEqual([]);

    await studio.restart('kill');
    mia.click(picker, {label: 'Next'});
    await picker.waitFor(({content}) => content.includes('\n-# **16**\u00A0'), patiently);
    mia.click(picker, {label: 'Previous'});
    await picker.waitFor(({content}) => content.includes('\n-# **1**\u00A0'), patiently);
    const painted = await finished(await chosen(mia, picker, {label: '1'}));
    expect(painted.ephemeral).toBe(true);
    expect(textOf(painted)).toMatch(
      /^🎨 \*\*Composition VIII .*\nfor <@\d+>\n-# 128 × 96 · \d+ s · strength 2\.5/,
    );
    expect(painted.current.attachments[0]?.filename).toMatch(/^SPOILER_/);
    expect(studio.jobOf(painted).settings).toMatchObject({strength: 2.5, size: 128, quality: 'draft'});
    expect(publicMessages(studio)).toEqual([]);
    await expect.poll(() => picker.deleted).toBe(true);
  });

  test('or with a misspelt one shows the closest first', async ({studio, noa}) => {
    const asked = await noa.slash('stylize', {
      image: await photo(),
      style: 'kandinsky',
      style_2: 'grate wave',
      ...quick,
    });
    const picker = await asked.response;
    await picker.waitFor(({components = []}) => components.length > 1, patiently);
    expect(textOf(picker)).toContain(
      '**No “grate wave”. Closest first:**\n-# **1**\u00A0The Great Wave off Kanagawa\u00A0· ',
    );
    const painted = await finished(await chosen(noa, picker, {label: '1'}));
    expect(painted.ephemeral).toBe(false);
    expect(studio.jobOf(painted).styles.map(({id}) => id)).toEqual(['kandinsky', 'great-wave']);
  });

  test('that cannot be read is refused in private', async ({mia}) => {
    const asked = await mia.slash('stylize', {image: file('fake.jpg', Buffer.from('no'))});
    const refusal = await asked.response;
    await refusal.waitFor(
      ({content}) => content.startsWith('I can’t read fake.jpg. Please send a '),
      patiently,
    );
    expect(refusal.ephemeral).toBe(true);
  });
});

describe('a refusal that people can mend has a button that goes on', () => {
  test('one trouble after the other, from the same photo', async ({studio, zoe}) => {
    const before = publicMessages(studio).length;
    const asked = await zoe.slash('stylize', {
      image: await photo(),
      style: 'kandinsky',
      style_2: 'great-wave',
      style_3: 'Composition VIII',
      blend: '2:1:1',
      ...quick,
    });
    const message = await asked.response;
    await message.waitFor(({content}) => content.startsWith('You chose Composition VIII'), patiently);
    expect(message.ephemeral).toBe(true);
    zoe.click(message, {label: 'Use it once'});
    await message.waitFor(({content}) => content === 'You gave 3 shares for 2 paintings.', patiently);
    expect(publicMessages(studio)).toHaveLength(before);
    const painted = await finished(await chosen(zoe, message, {label: 'Equal parts'}));
    expect(studio.jobOf(painted).styles).toMatchObject([
      {id: 'kandinsky', weight: 1},
      {id: 'great-wave', weight: 1},
    ]);
  });

  test('with the largest size allowed in this server', async ({studio, zoe}) => {
    const ada = studio.sandbox.user('ada', {permissions: ['ManageGuild']});
    await (await ada.slash('stylize-admin limits', {max_size: 128})).response;
    const asked = await zoe.slash('stylize', {
      image: await photo(),
      style: 'kandinsky',
      size: 200,
      quality: 'draft',
    });
    const message = await asked.response;
    await message.waitFor(({content}) => content.includes('from 128 to 128, not 200'), patiently);
    const painted = await finished(await chosen(zoe, message, {label: 'Use 128'}));
    expect(studio.jobOf(painted).settings.size).toBe(128);
  });
});
