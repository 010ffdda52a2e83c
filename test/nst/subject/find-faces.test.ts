/** Faces are a help, never a condition: whatever the detector does, a photo can be painted. */
import {once} from 'node:events';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, describe, expect, test} from 'vitest';
import {type Photo, readPhoto} from '../../../src/images/photo.ts';
import {type Face, type FaceDetector, openFaceDetector} from '../../../src/nst/subject/face-detector.ts';
import {findFaces} from '../../../src/nst/subject/find-faces.ts';

const photo: Photo = {width: 4, height: 4, data: new Uint8Array(48)};
const face: Face = {p: 0.9, x0: 0.2, y0: 0.2, x1: 0.4, y1: 0.5};
const model = await readFile('assets/models/blazeface-back.onnx');
const portrait = await readPhoto(await readFile('bench/photos/astronaut.jpg'), 'portrait');
const folder = await mkdtemp(join(tmpdir(), 'atelier-faces-'));
afterAll(() => rm(folder, {recursive: true}));

const finding = (found: readonly Face[], change: Partial<FaceDetector> = {}) =>
  findFaces(photo, async () => ({detect: async () => [...found], release: async () => {}, ...change}));

describe('no faces, and a warning, come from', () => {
  test.each<[string, () => Promise<URL>]>([
    ['a missing model', async () => pathToFileURL(join(folder, 'missing.onnx'))],
    ['half a model', () => modelOf(model.subarray(0, model.length / 2))],
    ['an empty model', () => modelOf(new Uint8Array())],
    ['a text instead of a model', () => modelOf(Buffer.from('version https://git-lfs.github.com/spec/v1\n'))],
  ])('%s', async (_, file) => {
    const warned = once(process, 'warning');
    const where = await file();
    expect(await findFaces(portrait, () => openFaceDetector(where))).toEqual([]);
    expect(await warned).toEqual([expect.objectContaining({message: expect.stringMatching(/\S/)})]);
  });

  test('a detector that throws', async () => {
    const warned = once(process, 'warning');
    const detect = () => Promise.reject(new Error('no luck'));
    expect(await finding([face], {detect})).toEqual([]);
    expect(await warned).toEqual([expect.objectContaining({message: 'no luck'})]);
  });
});

test('a detector that cannot be released has found its faces all the same', async () => {
  const warned = once(process, 'warning');
  expect(await finding([face], {release: () => Promise.reject(new Error('stuck'))})).toEqual([face]);
  expect(await warned).toEqual([expect.objectContaining({message: 'stuck'})]);
});

test.each<[string, Partial<Face>]>([
  ['is less than sure', {p: 0.79}],
  ['has no probability', {p: Number.NaN}],
  ['is surer than certain', {p: 1.5}],
  ['has a side that is not a number', {y1: Number.NaN}],
  ['is endless', {x0: Number.NEGATIVE_INFINITY}],
  ['is endless on both sides', {x0: Number.NEGATIVE_INFINITY, x1: Number.POSITIVE_INFINITY}],
  ['is inside out', {x0: 0.4, x1: 0.2}],
  ['has no size', {y0: 0.5}],
  ['lies left of the photo', {x0: -0.4, x1: -0.1}],
  ['lies below the photo', {y0: 1.1, y1: 1.4}],
])('a face that %s is none', async (_, change) => {
  expect(await finding([{...face, ...change}, face])).toEqual([face]);
});

test('a face that reaches beyond the photo is one if its middle is inside', async () => {
  const cut = {...face, x0: -0.1, x1: 0.2};
  expect(await finding([cut])).toEqual([cut]);
});

test('in a crowd the surest 32 faces count', async () => {
  const crowd = Array.from({length: 50}, (_, index) => ({...face, p: 0.8 + index / 500}));
  expect(await finding(crowd)).toEqual(crowd.toReversed().slice(0, 32));
});

describe('how many faces the detector sees', () => {
  test.each([
    ['of musicians, two of them only from near', 'mariachis.jpg', 4],
    ['on a stage, one of them only from near', 'opera.jpg', 4],
    ['in a portrait, seen whole and in parts', 'astronaut.jpg', 1],
    ['in a cup', 'coffee.jpg', 0],
    ['of a dog', 'dog.jpg', 0],
    ['of two dogs', 'spaniels.jpg', 0],
    ['of a cat', 'cat.jpg', 0],
  ])('%s', async (_, file, count) => {
    expect(await findFaces(await readPhoto(await readFile(`bench/photos/${file}`), file))).toHaveLength(
      count,
    );
  });

  test('a face seen from near lies in the photo where it is, and is small', async () => {
    const group = await readPhoto(await readFile('bench/photos/mariachis.jpg'), 'group');
    const faces = await findFaces(group);
    const middles = faces.map(({x0, y0, x1, y1}) => [(x0 + x1) / 2, (y0 + y1) / 2] as const);
    for (const [x, y] of [
      [0.16, 0.25],
      [0.67, 0.48],
    ] as const)
      expect(Math.min(...middles.map((middle) => Math.hypot(middle[0] - x, middle[1] - y)))).toBeLessThan(
        0.02,
      );
    for (const {x0, x1} of faces.slice(2)) expect((x1 - x0) * group.width).toBeLessThan(60);
  });
});

async function modelOf(bytes: Uint8Array): Promise<URL> {
  const file = join(folder, 'model.onnx');
  await writeFile(file, bytes);
  return pathToFileURL(file);
}
