import {readFile} from 'node:fs/promises';
import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {readPhoto} from '../../../src/images/photo.ts';
import {openFaceDetector, overlap} from '../../../src/nst/subject/face-detector.ts';
import {findFaces} from '../../../src/nst/subject/find-faces.ts';
import {subjectMap, subjectShare} from '../../../src/nst/subject/subject-map.ts';

const portrait = await readFile('bench/photos/astronaut.jpg');

describe('a subject map', () => {
  const face = {x0: 0.4, y0: 0.4, x1: 0.6, y1: 0.6};

  test('is 1 everywhere without faces', () => {
    expect([...subjectMap({width: 4, height: 3}, [], 9)]).toEqual(Array(12).fill(1));
  });

  test('counts squares 1 + weight times in the middle of a face, and once far away from it', () => {
    const map = subjectMap({width: 21, height: 21}, [face], 8);
    expect(map[10 * 21 + 10]).toBeCloseTo(3);
    expect(map[0]).toBe(1);
    expect(map[10 * 21]).toBe(1);
  });

  test('falls without a step from the face outwards', () => {
    const size = 200;
    const map = subjectMap({width: size, height: size}, [face], 8);
    const row = [...map.subarray((size / 2) * size, (size / 2 + 1) * size)];
    const steps = row.slice(1).map((value, index) => Math.abs(value - row[index]!));
    expect(Math.max(...steps)).toBeLessThan(0.25);
  });

  test('takes the nearest of several faces, not their sum', () => {
    const one = subjectMap({width: 9, height: 9}, [face], 8);
    expect(subjectMap({width: 9, height: 9}, [face, face], 8)).toEqual(one);
  });
});

describe('the share of a picture that is cared for', () => {
  const face = {x0: 0.3, y0: 0.4, x1: 0.5, y1: 0.6};
  const area = Math.PI * (1.3 * 0.1) ** 2;

  test('is the area of the ellipses', () => {
    expect(subjectShare([])).toBe(0);
    expect(subjectShare([face])).toBeCloseTo(area, 2);
    expect(subjectShare([face, {...face, x0: 0.7, x1: 0.9}])).toBeCloseTo(2 * area, 2);
  });

  test('counts what two faces share once, and nothing beyond the border', () => {
    expect(subjectShare([face, face])).toBe(subjectShare([face]));
    expect(subjectShare([{...face, x0: -0.1, x1: 0.1}])).toBeCloseTo(area / 2, 2);
    expect(subjectShare([{x0: -5, y0: -5, x1: 6, y1: 6}])).toBe(1);
  });
});

describe('faces', () => {
  test('are found in a portrait, at the same place however it is padded', async () => {
    const [face] = await findFaces(await readPhoto(portrait, 'portrait'));
    expect(face?.p).toBeGreaterThan(0.8);
    const {width = 0} = await sharp(portrait).metadata();
    const wide = await sharp(portrait).extend({left: width, background: '#808080'}).png().toBuffer();
    const [moved] = await findFaces(await readPhoto(wide, 'portrait'));
    const expected = {...face!, x0: (1 + face!.x0) / 2, x1: (1 + face!.x1) / 2};
    expect(overlap(moved!, expected)).toBeGreaterThan(0.6);
  });

  test('are not seen in a cup of coffee', async () => {
    expect(await findFaces(await readPhoto(await readFile('assets/photos/coffee.jpg'), 'coffee'))).toEqual(
      [],
    );
  });

  test('are each found once', async () => {
    const detector = await openFaceDetector();
    const found = await detector.detect(await readPhoto(portrait, 'portrait'));
    await detector.release();
    for (const [index, face] of found.entries())
      for (const other of found.slice(index + 1)) expect(overlap(face, other)).toBeLessThan(0.3);
  });
});
