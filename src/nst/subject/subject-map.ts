/**
 * Where the photo's subject is, as factors for the content loss: faces count more than what surrounds them, because a
 * face that is a little off is lost, and a wall that is a little off is a painting.
 */
import type {Size} from '../contract/size.ts';
import type {Box} from './face-detector.ts';

/** How far the soft ellipse reaches beyond the box of a face, which ends at chin and brow. */
const reach = 1.3;

/**
 * Factors of the content's differences, [height, width]: 1 far from faces, √(1 + weight) in the middle of one, so that
 * squares count 1 to 1 + weight times.
 */
export function subjectMap({width, height}: Size, faces: readonly Box[], weight: number): Float32Array {
  const map = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = {x: (x + 0.5) / width, y: (y + 0.5) / height};
      const most = Math.max(0, ...faces.map((face) => insideOf(face, at)));
      map[y * width + x] = Math.sqrt(1 + weight * most);
    }
  }
  return map;
}

/** Side of the grid that shares are counted on. */
const grid = 256;

/** Share of the picture that the faces' ellipses cover, 0–1. */
export function subjectShare(faces: readonly Box[]): number {
  const map = subjectMap({width: grid, height: grid}, faces, 1);
  return map.reduce((count, factor) => count + (factor > 1 ? 1 : 0), 0) / map.length;
}

/** 1 in the middle half of the ellipse around a face, falling smoothly to 0 at its edge. */
function insideOf({x0, y0, x1, y1}: Box, at: {x: number; y: number}): number {
  const dx = (at.x - (x0 + x1) / 2) / ((reach * (x1 - x0)) / 2);
  const dy = (at.y - (y0 + y1) / 2) / ((reach * (y1 - y0)) / 2);
  const outwards = Math.min(1, Math.max(0, 2 * Math.hypot(dx, dy) - 1));
  return 1 - outwards ** 2 * (3 - 2 * outwards);
}
