/**
 * Are faces still faces? The photo's best face must be found again, look alike, and keep its place between dark and
 * light.
 */
import type {Photo} from '../../src/images/photo.ts';
import {type Box, type Face, overlap} from '../../src/nst/subject/face-detector.ts';
import {luminance} from './luminance.ts';
import type {CosineMap} from './readability.ts';

export interface FaceVerdict {
  /** Probability of the same face in the picture; 0 when it was not found. */
  found: number;
  /** Mean cosine at block5_conv1 inside the face's box. */
  box: number;
  /** Place of the face between dark (0) and light (1) in photo and picture. */
  tone: {photo: number; picture: number};
}

/** Below this BlazeFace sees faces in cups and cats. */
const sureFace = 0.8;
const samePlace = 0.3;
const leastBox = 0.4;

/** The face a photo is judged by. */
export function bestFace(faces: readonly Face[]): Face | undefined {
  return faces.find(({p}) => p >= sureFace);
}

export function judgeFace(
  face: Face,
  found: readonly Face[],
  cosines: CosineMap,
  {photo, picture}: {photo: Photo; picture: Photo},
): FaceVerdict {
  return {
    found: Math.max(0, ...found.filter((other) => overlap(other, face) >= samePlace).map(({p}) => p)),
    box: meanInside(cosines, face),
    tone: {photo: toneOf(photo, face), picture: toneOf(picture, face)},
  };
}

export function isLost({found, box}: FaceVerdict): boolean {
  return found === 0 || box < leastBox;
}

function meanInside({width, height, data}: CosineMap, {x0, y0, x1, y1}: Box): number {
  const [left, right] = [Math.max(0, Math.round(x0 * width)), Math.round(x1 * width)];
  const [top, bottom] = [Math.max(0, Math.round(y0 * height)), Math.round(y1 * height)];
  let sum = 0;
  let count = 0;
  for (let y = top; y < Math.min(height, Math.max(top + 1, bottom)); y++) {
    for (let x = left; x < Math.min(width, Math.max(left + 1, right)); x++) {
      sum += data[y * width + x] as number;
      count += 1;
    }
  }
  return sum / count;
}

/** Mean luminance of the middle three fifths of the box, between the picture's 5th (0) and 95th (1) percentile. */
function toneOf(photo: Photo, {x0, y0, x1, y1}: Box): number {
  const {width, height} = photo;
  const luma = luminance(photo);
  const sorted = luma.toSorted();
  const [dark, light] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  const [left, right] = [
    Math.trunc((x0 + 0.2 * (x1 - x0)) * width),
    Math.trunc((x1 - 0.2 * (x1 - x0)) * width),
  ];
  const [top, bottom] = [
    Math.trunc((y0 + 0.2 * (y1 - y0)) * height),
    Math.trunc((y1 - 0.2 * (y1 - y0)) * height),
  ];
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, top); y < bottom; y++) {
    for (let x = Math.max(0, left); x < right; x++) {
      sum += luma[y * width + x] as number;
      count += 1;
    }
  }
  return (sum / count - dark) / (light - dark);
}

function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return (sorted[low] as number) + (position - low) * ((sorted[high] as number) - (sorted[low] as number));
}
