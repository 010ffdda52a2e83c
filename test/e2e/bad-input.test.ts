import sharp from 'sharp';
import {describe, expect} from 'vitest';
import {file} from '../../sandbox/index.ts';
import {pngHeader} from '../fixtures/images.ts';
import {patiently, quick, studioTest, textOf} from './harness.ts';

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
  test.for<[string, () => Promise<ReturnType<typeof file>>, RegExp, isDeclared?: true]>([
    [
      'a text named .png',
      async () => file('cat.png', Buffer.from('I am not a cat')),
      /^I can’t read cat\.png\. Please send a JPEG/,
    ],
    [
      'a 30,000 × 30,000 PNG',
      async () => file('huge.png', pngHeader(30_000, 30_000)),
      /^huge\.png is too large \(900 megapixels; limit 125\)\.$/,
    ],
    [
      'a truncated JPEG',
      async () => file('half.jpg', (await noisy.clone().jpeg().toBuffer()).subarray(0, 8000)),
      /^half\.jpg is incomplete\. Please send it again\.$/,
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
      /^dot\.png is too small \(8 × 8; each side needs 32 pixels\)\.$/,
    ],
    [
      'too many bytes',
      async () =>
        file('big.png', await noisy.clone().resize(1200, 1200).png({compressionLevel: 0}).toBuffer()),
      /^(big|liar)\.png is too large \(.*limit 1 MiB\)\.$/,
      true,
    ],
    [
      'more bytes than declared',
      async () =>
        file('liar.png', await noisy.clone().resize(1200, 1200).png({compressionLevel: 0}).toBuffer(), {
          declaredSize: 1000,
        }),
      /^(big|liar)\.png is too large \(.*limit 1 MiB\)\.$/,
    ],
  ])('%s', async ([, make, words, isDeclared], {mia}) => {
    const interaction = await mia.slash('stylize', {image: await make(), style: 'kandinsky', ...quick});
    const answer = isDeclared ? await interaction.response : await interaction.waitForFollowUp(0, patiently);
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toMatch(words);
  });
});

test('after all of these nothing is queued and no public message is left', ({studio}) => {
  expect(studio.jobs()).toEqual([]);
  expect(studio.sandbox.channel('general').messages.filter(({ephemeral}) => !ephemeral)).toEqual([]);
});
