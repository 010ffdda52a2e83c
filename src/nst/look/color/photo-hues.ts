/** Puts a photo's colours on a painted picture, as a glaze over its light and dark. */
import {emptyOklab, type Oklab} from './oklab.ts';

/**
 * The lightness of `painted` with hue and saturation of `photo`, both of the same size. Chroma grows and falls with
 * lightness, as in light and shade, so that a light stroke over a dark part is no grey veil. The photo's chroma is first
 * smoothed inside the strokes, so that its edges follow theirs and leave no halo.
 */
export function withHuesOf(photo: Oklab, painted: Oklab): Oklab {
  const result = {...emptyOklab(painted), L: painted.L};
  const chroma = smoothedInside(painted, saturationOf(photo));
  for (let pixel = 0; pixel < result.L.length; pixel++) {
    const lightness = (painted.L[pixel] as number) + floor;
    result.a[pixel] = lightness * (chroma.a[pixel] as number);
    result.b[pixel] = lightness * (chroma.b[pixel] as number);
  }
  return result;
}

/** Added to lightness before chroma is divided by it: the hue of what is nearly black is noise. */
const floor = 0.1;

/** Chroma per lightness. */
interface Chroma {
  a: Float32Array;
  b: Float32Array;
}

function saturationOf({L, a, b}: Oklab): Chroma {
  const divided = (plane: Float32Array): Float32Array =>
    plane.map((value, pixel) => value / ((L[pixel] as number) + floor));
  return {a: divided(a), b: divided(b)};
}

/** Difference of lightness across which colours are kept apart. */
const edge = 0.06;
/** Smoothing reaches about this share of the longest side. */
const reach = 1 / 64;

/**
 * A cross bilateral filter with holes (Dammertz et al. 2010, edge-avoiding à-trous): 3 × 3 taps, each pass with twice the
 * distance of the one before, weighted by likeness of the guide's lightness.
 */
function smoothedInside(guide: Oklab, chroma: Chroma): Chroma {
  let smooth = chroma;
  for (let step = 1; 2 * step <= reach * Math.max(guide.width, guide.height); step *= 2)
    smooth = smoothingPass(guide, smooth, step);
  return smooth;
}

function smoothingPass({width, height, L}: Oklab, {a, b}: Chroma, step: number): Chroma {
  const result = {a: new Float32Array(a.length), b: new Float32Array(b.length)};
  const sharpness = 1 / edge ** 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = L[y * width + x] as number;
      let [sum, sumA, sumB] = [0, 0, 0];
      for (let down = -step; down <= step; down += step) {
        const row = width * Math.min(height - 1, Math.max(0, y + down));
        for (let across = -step; across <= step; across += step) {
          const at = row + Math.min(width - 1, Math.max(0, x + across));
          const difference = (L[at] as number) - own;
          const spread = 1 + sharpness * difference * difference;
          const weight = 1 / (spread * spread);
          sum += weight;
          sumA += weight * (a[at] as number);
          sumB += weight * (b[at] as number);
        }
      }
      result.a[y * width + x] = sumA / sum;
      result.b[y * width + x] = sumB / sum;
    }
  }
  return result;
}
