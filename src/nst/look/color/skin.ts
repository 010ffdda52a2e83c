/** Where a face's skin is: the face, and what is near it and looks like it, such as neck and forehead. */
import type {Box} from '../../subject/face-detector.ts';
import {blurred, cropped, type PixelBox} from '../planes.ts';
import type {Oklab} from './oklab.ts';

/** How far from a face's centre skin still counts, in halves of its box; closer than the first it counts fully. */
const reach = [0.9, 2.2] as const;
/** Difference of colour at which something is half like skin. Light and shade of a face differ more in lightness than in hue. */
const likeness = {L: 0.25, chroma: 0.04};

/** Shares, 0 (none) to 1, [height, width]. @param middle where there is nothing but skin */
export function skinAround(photo: Oklab, {x0, y0, x1, y1}: Box, middle: PixelBox): Float32Array {
  const {width, height} = photo;
  const mean = (plane: Float32Array): number => {
    const values = cropped(plane, width, middle);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const [L, a, b] = [mean(photo.L), mean(photo.a), mean(photo.b)];
  const shares = photo.L.map((lightness, pixel) => {
    const dx = ((2 * ((pixel % width) + 0.5)) / width - x0 - x1) / (x1 - x0);
    const dy = ((2 * (Math.floor(pixel / width) + 0.5)) / height - y0 - y1) / (y1 - y0);
    const near = falling(Math.hypot(dx, dy));
    if (near === 0) return 0;
    const difference =
      ((lightness - L) / likeness.L) ** 2 +
      (((photo.a[pixel] as number) - a) / likeness.chroma) ** 2 +
      (((photo.b[pixel] as number) - b) / likeness.chroma) ** 2;
    return near / (1 + difference ** 2);
  });
  const radius = Math.round(((x1 - x0) * width) / 16);
  return blurred(blurred(shares, photo, radius), photo, radius);
}

/** 1 inside the reach, falling smoothly to 0 at its end. */
function falling(distance: number): number {
  const outwards = Math.min(1, Math.max(0, (distance - reach[0]) / (reach[1] - reach[0])));
  return 1 - outwards ** 2 * (3 - 2 * outwards);
}
