/**
 * Two thousand bad, odd or damaged images: each must be refused with an AppError or read properly, and none may affect
 * the process. `npm run fuzz` continues where this ends.
 */
import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {defaultSettings, type RenderDone} from '../../src/nst/contract/protocol.ts';
import {planScales} from '../../src/nst/contract/schedule.ts';
import {singleEngine} from '../../src/nst/engine.ts';
import {stylize} from '../../src/nst/painting/stylize.ts';
import {bundledStyles} from '../../src/styles/style-catalogue.ts';
import {bombCases} from '../fixtures/fuzz/bombs.ts';
import type {FuzzCase} from '../fixtures/fuzz/case.ts';
import {check} from '../fixtures/fuzz/check.ts';
import {damagedCases} from '../fixtures/fuzz/damage.ts';
import {colourCases, unwantedCases, validCases} from '../fixtures/fuzz/valid.ts';
import {tinyEncoder} from '../fixtures/weights.ts';

const seed = 20_261_123;
const damagedCount = 1_900;

const valid = [...(await validCases()), ...(await colourCases())];
const whole = [...valid, ...(await unwantedCases()), ...(await bombCases())];
const damaged = damagedCases(valid, damagedCount, seed);

test.each(whole.map((fuzzCase) => [fuzzCase.name, fuzzCase] as const))('%s', async (_, fuzzCase) => {
  expect((await check(fuzzCase)).problem).toBeUndefined();
});

test('there are at least 2,000 images, and the same seed makes the same ones', () => {
  expect(whole.length + damaged.length).toBeGreaterThanOrEqual(2_000);
  expect(new Set([...whole, ...damaged].map(({name}) => name)).size).toBe(whole.length + damaged.length);
  const again = damagedCases(valid, damagedCount, seed);
  expect(again.map(({bytes}) => Buffer.from(bytes).toString('base64'))).toEqual(
    damaged.map(({bytes}) => Buffer.from(bytes).toString('base64')),
  );
});

test('damaged images are refused or read, many of each, and memory stays flat', async () => {
  const problems: string[] = [];
  const residentMb: number[] = [];
  let accepted = 0;
  for (const fuzzCase of damaged) {
    const verdict = await check(fuzzCase);
    if (verdict.problem !== undefined) problems.push(`${fuzzCase.name}: ${verdict.problem}`);
    if (verdict.accepted) accepted += 1;
    residentMb.push(process.memoryUsage.rss() / 2 ** 20);
  }
  expect(problems).toEqual([]);
  expect(accepted).toBeGreaterThan(damagedCount / 10);
  expect(accepted).toBeLessThan((damagedCount * 9) / 10);
  const half = damagedCount / 2;
  expect(Math.max(...residentMb.slice(half)) - Math.max(...residentMb.slice(0, half))).toBeLessThan(64);
}, 600_000);

describe('a painted picture is opaque, has the right size and no metadata', async () => {
  const encoder = tinyEncoder([2, 2, 2, 2, 2]);
  const engine = singleEngine(encoder);
  const painting = await readFile(new URL('kandinsky.webp', bundledStyles));
  const sample = [
    'jpeg turned 6, with GPS',
    'jpeg cmyk',
    'jpeg with every kind of metadata',
    'png 16 bit',
    'webp clear',
  ];
  test.each(sample.map((name) => [name, valid.find((one) => one.name === name) as FuzzCase] as const))(
    '%s',
    async (_, {bytes, outcome}) => {
      const settings = {...defaultSettings, size: 128, quality: 'draft'} as const;
      const request = {content: bytes, styles: [{image: painting, weight: 1}], settings, frameEveryMs: 0};
      let done: RenderDone | undefined;
      for await (const event of stylize(request, engine, new AbortController().signal)) {
        if (event.type === 'done') done = event;
      }
      const {width, height} = outcome as {width: number; height: number};
      const [expected] = planScales(width / height, 128, 'draft');
      const {exif, icc, xmp, iptc, orientation, ...shape} = await sharp(done!.image).metadata();
      expect(shape).toMatchObject({
        format: 'png',
        channels: 3,
        hasAlpha: false,
        width: expected!.width,
        height: expected!.height,
      });
      expect([exif, icc, xmp, iptc, orientation]).toEqual(Array(5).fill(undefined));
    },
  );
});
