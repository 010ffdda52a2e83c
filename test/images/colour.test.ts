import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {toEightBitSrgb} from '../../src/images/colour/convert.ts';
import {bt709, conversion, primariesOf} from '../../src/images/colour/primaries.ts';
import {toneMap} from '../../src/images/colour/tone-map.ts';
import {transferOf} from '../../src/images/colour/transfer.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {colourTable, middles} from '../fixtures/files/colour-table.ts';

const table = await colourTable();
/** What Chromium showed; `test/browser/colour.test.ts` compares with the one that is installed. */
const shown = JSON.parse(
  await readFile(new URL('../golden/colours.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>;

describe('a file is read in the colours that a browser shows', () => {
  test.each(table.map((file) => [file.name, file] as const))('%s', async (name, {bytes}) => {
    const {data} = await readPhoto(bytes, 'The photo');
    for (const [index, color] of middles(data).entries())
      expect(color, `field ${index}`).toBeAllClose(shown[name]![index]!, {absolute: 3, relative: 0});
  });
});

describe('HDR', () => {
  // BT.2100: a PQ code of 0.5806 is 203 cd/m², reference white.
  test('shows white at half its light when highlights reach 1000 cd/m², and all of it when there are none', async () => {
    const white = (peakNits: number) =>
      toEightBitSrgb(Uint16Array.of(38_055, 38_055, 38_055), 65_535, {
        primaries: primariesOf(9),
        transfer: transferOf(16),
        peakNits,
      });
    expect([...(await white(203))]).toBeAllClose([255, 255, 255], {absolute: 1});
    expect([...(await white(1000))]).toBeAllClose([188, 188, 188], {absolute: 1});
    expect([...(await white(4000))]).toBeAllClose([188, 188, 188], {absolute: 1});
  });

  test.each([300, 600, 1000, 4000, 10_000])(
    'with a peak of %d cd/m² grows with the light, never past white',
    (peakNits) => {
      const factor = toneMap(peakNits);
      const light = Array.from({length: 500}, (_, index) => (index / 499) * (peakNits / 203));
      const out = light.map((value) => value * factor(value));
      for (let index = 1; index < out.length; index++) expect(out[index]).toBeGreaterThan(out[index - 1]!);
      expect(out.at(-1)).toBeCloseTo(1, 6);
    },
  );
});

describe('primaries', () => {
  test('of sRGB are sRGB’s own, and white is white in every space', () => {
    expect(conversion(bt709, bt709)!.flat()).toBeAllClose([1, 0, 0, 0, 1, 0, 0, 0, 1], {absolute: 1e-12});
    for (const code of [4, 5, 6, 8, 9, 10, 11, 12, 22]) {
      const rows = conversion(primariesOf(code), bt709)!;
      for (const row of rows) expect(row[0] + row[1] + row[2]).toBeCloseTo(1, 9);
    }
  });

  // ITU-R BT.2087, annex 1: the published matrix from BT.2020 to BT.709.
  test('of BT.2020 are converted with the published matrix', () => {
    const published = [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187];
    expect(conversion(primariesOf(9), bt709)!.flat()).toBeAllClose(published, {absolute: 1e-4});
  });

  test('that are none have no conversion', () => {
    const point = [0.3, 0.3] as const;
    expect(conversion([point, point, point, point], bt709)).toBeUndefined();
  });
});
