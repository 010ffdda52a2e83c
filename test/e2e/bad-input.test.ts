import sharp from 'sharp';
import {describe, expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {pngHeader} from '../fixtures/images.ts';
import {patiently, photo, quick, studioTest, textOf} from './harness.ts';

const test = studioTest({MAX_UPLOAD_MB: '1'});

const noisy = sharp({
  create: {
    width: 300,
    height: 300,
    channels: 3,
    background: '#000',
    noise: {type: 'gaussian', mean: 128, sigma: 60},
  },
});

describe('a bad attachment is refused in private, with the limit and the value received', () => {
  test.for<[string, () => Promise<ReturnType<typeof file>>, RegExp]>([
    [
      'a text named .png',
      async () => file('cat.png', Buffer.from('I am not a cat')),
      /can’t read it as a picture.*JPEG/s,
    ],
    [
      'a 30,000 × 30,000 PNG',
      async () => file('huge.png', pngHeader(30_000, 30_000)),
      /900 megapixels.*125/s,
    ],
    [
      'a truncated JPEG',
      async () => file('half.jpg', (await noisy.clone().jpeg().toBuffer()).subarray(0, 8000)),
      /the file ends before the picture does/,
    ],
    [
      'a tiny picture',
      async () =>
        file(
          'dot.png',
          await sharp({create: {width: 8, height: 8, channels: 3, background: 'red'}})
            .png()
            .toBuffer(),
        ),
      /8 × 8.*32/s,
    ],
    [
      'too many bytes',
      async () =>
        file('big.png', await noisy.clone().resize(1200, 1200).png({compressionLevel: 0}).toBuffer()),
      /1 M/,
    ],
    [
      'more bytes than declared',
      async () =>
        file('liar.png', await noisy.clone().resize(1200, 1200).png({compressionLevel: 0}).toBuffer(), {
          declaredSize: 1000,
        }),
      /1 M/,
    ],
  ])('%s', async ([, make, words], {mia}) => {
    const interaction = await mia.slash('stylize', {image: await make(), style: 'kandinsky', ...quick});
    const answer = await interaction.waitForFollowUp(0, patiently);
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toMatch(words);
  });
});

describe('wrong options are refused in private', () => {
  test.for<[string, Record<string, string>, RegExp]>([
    ['an unknown preset', {style: 'kandinski'}, /kandinsky/],
    ['no style at all', {}, /style/],
  ])('%s', async ([, options, words], {mia}) => {
    const interaction = await mia.slash('stylize', {image: await photo(), ...options, ...quick});
    const answer = await interaction.waitForFollowUp(0, patiently);
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toMatch(words);
  });
});

test('after all of these nothing is queued and no public message is left', ({studio}) => {
  expect(studio.jobs()).toEqual([]);
  expect(studio.sandbox.channel('general').messages.filter(({ephemeral}) => !ephemeral)).toEqual([]);
});
