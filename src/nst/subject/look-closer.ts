/**
 * Looks for faces in a part of the photo at a time. BlazeFace sees 256 pixels, where a face in a group has a dozen and is
 * missed.
 */
import {type Photo, resizePart} from '../../images/photo.ts';
import type {Size} from '../contract/size.ts';
import type {Box, Face, FaceDetector} from './face-detector.ts';

/** Longer side of a photo, pixels: in a smaller one there is nothing to see closer. */
const leastSide = 400;
/** Side of a part, in longer sides of the photo. Each begins in the middle of the one before. */
const closer = 1 / 2;
/** Of a face, in sides of a part: a larger one is seen without it, or is none (a dog's, half a cup). */
const largest = 1 / 3;

/** @returns small faces, in shares of the photo's sides, some of them more than once */
export async function lookCloser(detector: FaceDetector, photo: Photo): Promise<Face[]> {
  const found: Face[] = [];
  for (const part of partsOf(photo)) {
    const [across, down] = [part.x1 - part.x0, part.y1 - part.y0];
    const size = {width: Math.round(across * photo.width), height: Math.round(down * photo.height)};
    const limit = largest * Math.max(size.width, size.height);
    for (const {p, x0, y0, x1, y1} of await detector.detect(await resizePart(photo, part, size))) {
      if (Math.max((x1 - x0) * size.width, (y1 - y0) * size.height) > limit) continue;
      const x = (share: number): number => part.x0 + share * across;
      const y = (share: number): number => part.y0 + share * down;
      found.push({p, x0: x(x0), y0: y(y0), x1: x(x1), y1: y(y1)});
    }
  }
  return found;
}

/** Squares that cover a photo, in shares of its sides; narrower ones where the photo is narrow. */
function partsOf({width, height}: Size): Box[] {
  const longest = Math.max(width, height);
  if (longest < leastSide) return [];
  const spans = (side: number): {from: number; to: number}[] => {
    const length = Math.min(1, (closer * longest) / side);
    const steps = Math.ceil(2 * (1 / length - 1));
    return Array.from({length: steps + 1}, (_, step) => {
      const from = steps === 0 ? 0 : ((1 - length) * step) / steps;
      return {from, to: from + length};
    });
  };
  return spans(height).flatMap((down) =>
    spans(width).map((across) => ({x0: across.from, y0: down.from, x1: across.to, y1: down.to})),
  );
}
