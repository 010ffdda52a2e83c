/** HEIC files are read in a process of their own. libheif and x265 made the pictures (test/fixtures/files/README.md). */
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {cleanImage} from '../../src/images/clean-image.ts';
import {decodeHeic} from '../../src/images/heic/decode-heic.ts';
import {inspectImage} from '../../src/images/inspect.ts';
import {readPhoto} from '../../src/images/photo.ts';
import {colourTable, middles} from '../fixtures/files/colour-table.ts';
import {
  auxiliary,
  type CodedPicture,
  codedItem,
  codedPictureOf,
  gridItem,
  heifFile,
  movie,
  nclx,
  profile,
  toneMappedItem,
  turned,
} from '../fixtures/files/heif-file.ts';
import {displayP3, iccProfile} from '../fixtures/files/icc.ts';

const read = (name: string) => readFile(new URL(`../fixtures/files/${name}`, import.meta.url));
const eight = codedPictureOf(await read('fields.heic'));
const ten = codedPictureOf(await read('fields-10-bit.heic'));
const table = await colourTable();
/** The same statement about the colours in another kind of file, read by other decoders. */
const like = async (name: string) =>
  middles((await readPhoto(table.find((file) => file.name === name)!.bytes, 'it')).data);
const fieldsOf = async (bytes: Uint8Array) => middles((await readPhoto(bytes, 'The photo')).data);

describe('a HEIC photo', () => {
  test('is read and called HEIC, whatever its name', async () => {
    const bytes = await read('fields.heic');
    expect(await inspectImage(bytes)).toEqual({format: 'heic', width: 128, height: 128});
    const expected = await like('png without a word');
    for (const [index, color] of (await fieldsOf(bytes)).entries())
      expect(color).toBeAllClose(expected[index]!, {absolute: 6, relative: 0});
    expect((await sharp(await cleanImage(bytes)).metadata()).format).toBe('jpeg');
  });

  test.each([
    ['nclx of Display P3', [nclx(12, 13)], 'png cICP of Display P3', eight],
    [
      'an ICC profile of Display P3',
      [profile(iccProfile({...displayP3, gamma: 2.2}))],
      'png iCCP of Display P3',
      eight,
    ],
    ['nclx of HLG and 10 bits', [nclx(9, 18)], 'png cICP of HLG', ten],
    ['nclx of PQ and 10 bits', [nclx(9, 16)], 'png cICP of PQ', ten],
  ] as const)('with %s has the colours that a PNG with as much has', async (_, properties, name, coded) => {
    const expected = await like(name);
    const colors = await fieldsOf(heifFile([codedItem(1, coded, properties)]));
    for (const [index, color] of colors.entries())
      expect(color, `field ${index}`).toBeAllClose(expected[index]!, {absolute: 16, relative: 0});
  });

  test('with a gain map to ordinary screens looks like an AVIF with as much', async () => {
    const statement = {baseHeadroom: 2.3, alternateHeadroom: 0, min: [1], max: [4], offset: 0.016};
    const withMap = (base: CodedPicture, gainMap: CodedPicture): Buffer =>
      heifFile([
        codedItem(1, base, [nclx(9, 16)]),
        {...codedItem(2, gainMap, [nclx(2, 2)]), hidden: true},
        toneMappedItem(3, [{...base, id: 1}, 2], statement),
      ]);
    const avif = codedPictureOf(await read('fields-10-bit.avif'));
    const map = codedPictureOf(table.find(({name}) => name === 'avif without a word')!.bytes);
    const [expected, plain] = [await fieldsOf(withMap(avif, map)), await like('avif 10 bit nclx of PQ')];
    const seen = await fieldsOf(withMap(ten, eight));
    for (const [index, color] of seen.entries())
      expect(color, `field ${index}`).toBeAllClose(expected[index]!, {absolute: 16, relative: 0});
    expect(Math.abs(seen[3]![0]! - plain[3]![0]!)).toBeGreaterThan(30);
  });

  test('with an animation as well is read for its still picture', async () => {
    const both = heifFile([codedItem(1, eight)], {brand: 'hevc', after: [movie(3)]});
    expect(await inspectImage(both)).toEqual({format: 'heic', width: 128, height: 128});
  });

  test('is turned as it says, once', async () => {
    // A quarter anticlockwise: the last field of the first row comes first.
    const [upright, first] = [
      await fieldsOf(heifFile([codedItem(1, eight)])),
      (await fieldsOf(heifFile([codedItem(1, eight, [turned(1)])])))[0]!,
    ];
    expect(first).toBeAllClose(upright[3]!, {absolute: 2});
  });

  test('of tiles, with a thumbnail, is the whole', async () => {
    const tiles = [1, 2, 3, 4, 5, 6].map((id) => ({...codedItem(id, eight), hidden: true}));
    const thumbnail = {...codedItem(8, eight), refers: {thmb: [7]}};
    const grid = gridItem(7, [1, 2, 3, 4, 5, 6], {columns: 3, rows: 2, width: 384, height: 256});
    expect(await readPhoto(heifFile([...tiles, grid, thumbnail], {primary: 7}), 'it')).toMatchObject({
      width: 384,
      height: 256,
    });
  });

  test('of tiles, one of which is damaged, is refused', async () => {
    const damaged = {...eight, data: Buffer.alloc(eight.data.length, 0x55)};
    const grid = gridItem(3, [1, 2], {columns: 2, rows: 1, width: 256, height: 128});
    const bytes = heifFile([grid, codedItem(1, eight), codedItem(2, damaged)], {primary: 3});
    await expect(inspectImage(bytes)).rejects.toMatchObject({detail: {reason: 'damagedImage'}});
  });

  test('keeps its transparency', async () => {
    const mask = {...codedItem(2, eight, [auxiliary('urn:mpeg:hevc:2015:auxid:1')]), refers: {auxl: [1]}};
    const {alpha} = await readPhoto(heifFile([codedItem(1, eight), mask]), 'it');
    expect([alpha?.[0], alpha?.[(5 * 128) / 4]]).toBeAllClose([0, 16], {absolute: 4});
  });

  test('that is damaged or cut short is refused in a true sentence, and the next is read', async () => {
    const bytes = await read('fields.heic');
    const broken = heifFile([codedItem(1, {...eight, data: Buffer.alloc(200, 0x55)})]);
    await expect(readPhoto(bytes.subarray(0, -100), 'it')).rejects.toMatchObject({
      detail: {reason: 'truncatedImage'},
    });
    await expect(readPhoto(broken, 'it')).rejects.toMatchObject({
      code: 'BAD_IMAGE',
      detail: {reason: 'damagedImage'},
    });
    expect(await inspectImage(bytes)).toMatchObject({format: 'heic'});
  });

  test('that needs more memory than it may have is refused for that', async () => {
    const little = 2 ** 24;
    // The decoder begins with 16 MiB; 225 tiles take 22.
    const ids = Array.from({length: 225}, (_, index) => index + 1);
    const grid = gridItem(900, ids, {columns: 15, rows: 15, width: 1920, height: 1920});
    const many = heifFile([...ids.map((id) => codedItem(id, eight)), grid], {primary: 900});
    await expect(decodeHeic(many, 8, 256, {memoryBytes: little})).rejects.toMatchObject({
      detail: {reason: 'tooCostly'},
    });
    await expect(decodeHeic(many, 8, 256, {deadlineMs: 1})).rejects.toMatchObject({
      detail: {reason: 'tooCostly'},
    });
    expect((await readPhoto(many, 'it')).width).toBe(1920);
  });
});

const given = new URL('../../../shared/inputs/phone.heic', import.meta.url);
test.skipIf(!existsSync(given))('a phone’s photo is read', async () => {
  expect(await inspectImage(await readFile(given))).toEqual({format: 'heic', width: 400, height: 610});
});
