/** A portrait whose face is tiled over like a mosaic: the detector loses it, and the glaze must bring it back. */
import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {type Photo, readPhoto, resizePhoto} from '../../../src/images/photo.ts';
import {recallFaces} from '../../../src/nst/painting/recall-faces.ts';
import {type Face, openFaceDetector, overlap} from '../../../src/nst/subject/face-detector.ts';
import {findFaces} from '../../../src/nst/subject/find-faces.ts';

const photo = await resizePhoto(
  await readPhoto(await readFile('bench/photos/astronaut.jpg'), 'portrait'),
  256,
  256,
);
const faces = await findFaces(photo);
const [face] = faces as [Face];
const covered = tiled(photo, face, 9);
const middle = pixelOf((face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2);

describe('a face that the painting covered', () => {
  test('is lost to the detector', async () => {
    expect(await probability(covered)).toBe(0);
  });

  test('is found again under a glaze of the photo', async () => {
    expect(await probability(await recallFaces(covered, photo, faces, 1))).toBeGreaterThanOrEqual(0.5);
  });

  test('keeps most of the painting, and all of it away from the face', async () => {
    const recalled = await recallFaces(covered, photo, faces, 1);
    expect(distance(recalled, covered, middle)).toBeLessThan(distance(photo, covered, middle));
    expect(Buffer.compare(recalled.data.subarray(3 * 255 * 256), covered.data.subarray(3 * 255 * 256))).toBe(
      0,
    );
  });

  test('gets less than half of the photo if no glaze brings it back', async () => {
    let asked = 0;
    const onlyInPhoto = async () => ({
      detect: async () => (asked++ === 0 ? [face] : []),
      release: async () => {},
    });
    const recalled = await recallFaces(covered, photo, faces, 1, onlyInPhoto);
    expect(asked).toBe(5);
    expect(shareOfPhoto(recalled)).toBeGreaterThan(0.35);
    expect(shareOfPhoto(recalled)).toBeLessThan(0.5);
  });

  test('gets a thin glaze if it is too small to be seen in the whole photo either', async () => {
    const blind = async () => ({detect: async () => [], release: async () => {}});
    const recalled = await recallFaces(covered, photo, faces, 1, blind);
    expect(shareOfPhoto(recalled)).toBeGreaterThan(0.15);
    expect(shareOfPhoto(recalled)).toBeLessThan(0.35);
  });

  test('gets less from a stronger style', async () => {
    const at = async (strength: number) =>
      distance(await recallFaces(covered, photo, faces, strength), covered, middle);
    expect(await at(10)).toBeLessThan((await at(1)) / 5);
  });

  test('gets a thin glaze when the detector fails', async () => {
    const broken = () => Promise.reject(new Error('no model'));
    const recalled = await recallFaces(covered, photo, faces, 1, broken);
    expect(distance(recalled, covered, middle)).toBeGreaterThan(0);
    expect(distance(recalled, covered, middle)).toBeLessThan(distance(recalled, photo, middle));
  });
});

test('a face that the detector finds gets a thin glaze', async () => {
  const darker = {...photo, data: photo.data.map((value) => Math.round(value * 0.8))};
  const recalled = await recallFaces(darker, photo, faces, 1);
  const share = distance(recalled, darker, middle) / distance(photo, darker, middle);
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.35);
});

test('a thin glaze leaves what is beside the face as it was painted', async () => {
  const darker = {...photo, data: photo.data.map((value) => Math.round(value * 0.8))};
  const recalled = await recallFaces(darker, photo, faces, 1);
  const beside = pixelOf(face.x1 + 0.35 * (face.x1 - face.x0), (face.y0 + face.y1) / 2);
  expect(distance(recalled, darker, beside, 3)).toBe(0);
});

test('a photo without faces needs no detector', async () => {
  const never = () => Promise.reject(new Error('asked'));
  expect(await recallFaces(covered, photo, [], 1, never)).toBe(covered);
});

/** How far the middle of the covered face went towards the photo, 0–1. */
function shareOfPhoto(recalled: Photo): number {
  return distance(recalled, covered, middle) / distance(photo, covered, middle);
}

/** The face of the portrait in `picture`, or 0. */
async function probability(picture: Photo): Promise<number> {
  const detector = await openFaceDetector();
  const found = (await detector.detect(picture)).filter((other) => overlap(other, face) >= 0.3);
  await detector.release();
  return found[0]?.p ?? 0;
}

/** Squares of `side` pixels in turn light and dark over the face and its surroundings. */
function tiled(picture: Photo, {x0, y0, x1, y1}: Face, side: number): Photo {
  const data = Uint8Array.from(picture.data);
  const {width, height} = picture;
  const [w, h] = [x1 - x0, y1 - y0];
  for (let y = Math.floor((y0 - h / 2) * height); y < (y1 + h / 2) * height; y++)
    for (let x = Math.floor((x0 - w / 2) * width); x < (x1 + w / 2) * width; x++)
      if (x >= 0 && y >= 0 && x < width && y < height)
        data.fill(
          (Math.floor(x / side) + Math.floor(y / side)) % 2 ? 170 : 90,
          3 * (y * width + x),
          3 * (y * width + x) + 3,
        );
  return {...picture, data};
}

function pixelOf(x: number, y: number): number {
  return Math.floor(y * photo.height) * photo.width + Math.floor(x * photo.width);
}

/** Sum of the differences in a square around a pixel. */
function distance(one: Photo, other: Photo, pixel: number, reach = 8): number {
  let sum = 0;
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++) {
      const at = 3 * (pixel + y * photo.width + x);
      sum += Math.abs((one.data[at] as number) - (other.data[at] as number));
    }
  return sum;
}
