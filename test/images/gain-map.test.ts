/**
 * Pictures with a gain map look as they are meant to on an ordinary screen. The oracle is how gain maps are made: from
 * two renderings by the same author.
 */
import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {readPicture} from '../../src/images/picture.ts';
import {colors, fields, middles} from '../fixtures/files/colour-table.ts';
import {
  auxiliary,
  type CodedPicture,
  codedItem,
  codedPictureOf,
  depth,
  type GainMapStatement,
  heifFile,
  type Item,
  nclx,
  toneMappedItem,
  turned,
} from '../fixtures/files/heif-file.ts';
import {withJpegSegments} from '../fixtures/fuzz/bytes.ts';

type Color = readonly [number, number, number];

const file = (name: string) => readFile(new URL(`../fixtures/files/${name}`, import.meta.url));
/** The table's fields as PQ codes. */
const hdr = codedPictureOf(await file('fields-10-bit.avif'));
const pq = [nclx(9, 16), depth(10)];
const shown = async (bytes: Uint8Array) => (await readPicture(bytes, 'it')).data;

/** What the author wants on an ordinary screen: no tone mapping would give it. */
const wanted = colors.map(([red, green, blue]) =>
  [green, blue, red].map((value) => 40 + value * 0.8),
) as unknown as Color[];

const toLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** SMPTE ST 2084; 203 cd/m² are 1. */
function pqLight(code: number): number {
  const root = code ** (32 / 2523);
  return (
    (10_000 / 203) * (Math.max(0, root - 107 / 128) / (2413 / 128 - (2392 / 128) * root)) ** (8192 / 1305)
  );
}
/** ITU-R BT.2087. */
const to2020 = ([red, green, blue]: Color): Color => [
  0.6274 * red + 0.3293 * green + 0.0433 * blue,
  0.0691 * red + 0.9195 * green + 0.0114 * blue,
  0.0164 * red + 0.088 * green + 0.8956 * blue,
];
const to709 = ([red, green, blue]: Color): Color => [
  1.6605 * red - 0.5876 * green - 0.0728 * blue,
  -0.1246 * red + 1.1329 * green - 0.0083 * blue,
  -0.0182 * red - 0.1006 * green + 1.1187 * blue,
];

const offset = 0.016;
const headrooms = {baseHeadroom: 2.3, alternateHeadroom: 0};

interface Made {
  gainMap: CodedPicture;
  statement: GainMapStatement;
}

/** The map from the table, as PQ, to `wanted`. */
async function makeGainMap(inBaseColours: boolean, gamma: number): Promise<Made> {
  const logs = colors.map((color, index) => {
    const base = color.map((value) => pqLight(value / 255)) as unknown as Color;
    const alternate = wanted[index]!.map((value) => toLight(value / 255)) as unknown as Color;
    const [from, to] = inBaseColours ? [base, to2020(alternate)] : [to709(base), alternate];
    return from.map((light, channel) => Math.log2(Math.max(0.001, light + offset) / (to[channel]! + offset)));
  });
  const channel = (index: number) => logs.map((log) => log[index]!);
  const [min, max] = [Math.min, Math.max].map((pick) =>
    [0, 1, 2].map((index) => Math.round(pick(...channel(index)) * 1000) / 1000),
  ) as [number[], number[]];
  const codes = logs.map((log) =>
    log.map(
      (value, index) => 255 * Math.max(0, (value - min[index]!) / (max[index]! - min[index]!)) ** gamma,
    ),
  );
  const statement = {...headrooms, min, max, gamma, offset, inBaseColours};
  return {gainMap: await codedFields(codes), statement};
}

async function codedFields(codes: readonly (readonly number[])[]): Promise<CodedPicture> {
  const side = 16;
  const data = Buffer.alloc(3 * (fields * side) ** 2);
  for (let pixel = 0; pixel < data.length / 3; pixel++) {
    const [x, y] = [pixel % (fields * side), Math.floor(pixel / (fields * side))];
    const code = codes[Math.floor(y / side) * fields + Math.floor(x / side)]!;
    data.set(code.map(Math.round), 3 * pixel);
  }
  const raw = {width: fields * side, height: fields * side, channels: 3} as const;
  return codedPictureOf(
    await sharp(data, {raw}).avif({quality: 100, chromaSubsampling: '4:4:4', effort: 0}).toBuffer(),
  );
}

const gainItem = (id: number, coded: CodedPicture): Item => ({
  ...codedItem(id, coded, [nclx(2, 2), depth(8)]),
  hidden: true,
});

/** Levels of 255: the map has 8 bits for 8 stops, and both pictures are lossy. */
const tolerance = {absolute: 10, relative: 0};

describe('an HDR picture with a gain map to ordinary screens', () => {
  test.each([
    ['its own colours', true, 1],
    ['its own colours, with a gamma', true, 0.7],
    ['the alternate’s colours', false, 1],
  ] as const)('is what its author wants there, by gains in %s', async (_, inBaseColours, gamma) => {
    const {gainMap, statement} = await makeGainMap(inBaseColours, gamma);
    const toneMapped = toneMappedItem(3, [{...hdr, id: 1}, 2], statement, [nclx(1, 13)]);
    const items = [codedItem(1, hdr, pq), gainItem(2, gainMap), toneMapped];
    for (const options of [{primary: 1, alternatives: [3, 1]}, {primary: 1}, {primary: 3}]) {
      const seen = middles(await shown(heifFile(items, options)));
      for (const [index, color] of seen.entries()) {
        // Of light that the alternate's colours cannot name, no gain makes any other.
        const base = to709(colors[index]!.map((value) => pqLight(value / 255)) as unknown as Color);
        if (!inBaseColours && base.some((light) => light < 0)) continue;
        expect(color, `field ${index}`).toBeAllClose(wanted[index] as unknown as number[], tolerance);
      }
    }
  });

  test('is turned with its map', async () => {
    const {gainMap, statement} = await makeGainMap(true, 1);
    const turn = turned(1);
    const items = [
      codedItem(1, hdr, [...pq, turn]),
      {...codedItem(2, gainMap, [nclx(2, 2), turn]), hidden: true},
      toneMappedItem(3, [{...hdr, id: 1}, 2], statement, [nclx(1, 13), turn]),
    ];
    // A quarter anticlockwise: the last field of the first row comes first.
    const [first] = middles(await shown(heifFile(items)));
    expect(first).toBeAllClose(wanted[3] as unknown as number[], tolerance);
  });

  test.each<[string, (good: Made) => {gainMap: CodedPicture; statement: GainMapStatement}]>([
    ['says nonsense', ({gainMap, statement}) => ({gainMap, statement: {...statement, gamma: 0}})],
    [
      'is damaged',
      ({gainMap, statement}) => ({gainMap: {...gainMap, data: Buffer.alloc(99, 0x55)}, statement}),
    ],
    [
      'is coded in something else',
      ({gainMap, statement}) => ({gainMap: {...gainMap, codec: 'vvc1'}, statement}),
    ],
    [
      'claims more pixels than we decode',
      ({gainMap, statement}) => ({gainMap: {...gainMap, width: 30_000, height: 30_000}, statement}),
    ],
    [
      'leads to an even brighter screen',
      ({gainMap, statement}) => ({gainMap, statement: {...statement, alternateHeadroom: 4}}),
    ],
  ])('is tone-mapped when the map %s', async (_, change) => {
    const {gainMap, statement} = change(await makeGainMap(true, 1));
    const toneMapped = toneMappedItem(3, [{...hdr, id: 1}, 2], statement);
    const items = [codedItem(1, hdr, pq), gainItem(2, gainMap), toneMapped];
    const without = await shown(heifFile([codedItem(1, hdr, pq)]));
    expect(await shown(heifFile(items, {alternatives: [3, 1]}))).toEqual(without);
  });
});

describe('a picture for ordinary screens is shown as it is, whatever gain map it brings', async () => {
  const {gainMap, statement} = await makeGainMap(true, 1);
  const sdr = await codedFields(wanted);
  const plain = await shown(heifFile([codedItem(1, sdr, [nclx(1, 13)])]));

  test('tmap of ISO 21496-1', async () => {
    const towardsHdr = {...statement, baseHeadroom: 0, alternateHeadroom: 2.3};
    const items = [
      codedItem(1, sdr, [nclx(1, 13)]),
      gainItem(2, gainMap),
      toneMappedItem(3, [{...sdr, id: 1}, 2], towardsHdr, [nclx(9, 16)]),
    ];
    expect(await shown(heifFile(items, {alternatives: [3, 1]}))).toEqual(plain);
    expect(await shown(heifFile(items, {primary: 3}))).toEqual(plain);
  });

  test('Apple’s auxiliary picture, which is no transparency', async () => {
    const urn = 'urn:com:apple:photo:2020:aux:hdrgainmap';
    const map = {...codedItem(2, gainMap, [auxiliary(urn)]), hidden: true, refers: {auxl: [1]}};
    const picture = await readPicture(heifFile([codedItem(1, sdr, [nclx(1, 13)]), map]), 'it');
    expect(picture.alpha).toBeUndefined();
    expect(picture.data).toEqual(plain);
  });

  test('Ultra HDR: a second JPEG after the first', async () => {
    const jpeg = await sharp(plain, {raw: {width: 64, height: 64, channels: 3}})
      .jpeg({quality: 95})
      .toBuffer();
    const xmp = (attributes: string) =>
      Buffer.from(
        `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" ${attributes}/></rdf:RDF></x:xmpmeta>`,
      );
    const map = withJpegSegments(await sharp(jpeg).resize(32).grayscale().jpeg().toBuffer(), [
      [
        0xe1,
        xmp('hdrgm:GainMapMin="0" hdrgm:GainMapMax="3" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="3"'),
      ],
    ]);
    const base = withJpegSegments(jpeg, [
      [0xe1, xmp('')],
      [0xe2, Buffer.from('urn:iso:std:iso:ts:21496:-1\0\0\0\0\0', 'latin1')],
    ]);
    expect(await shown(Buffer.concat([base, map]))).toEqual(await shown(jpeg));
  });
});
