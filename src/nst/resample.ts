/** Bilinear resampling of planar floats of any range: what belongs to an image's pixels but is no image. */

export interface Size {
  width: number;
  height: number;
}

/** @param planes [planes, height, width] of size `from`; returns the same of size `to`, borders repeated */
export function resample(planes: Float32Array, from: Size, to: Size): Float32Array {
  const count = planes.length / (from.width * from.height);
  const columns = taps(from.width, to.width);
  const rows = taps(from.height, to.height);
  const result = new Float32Array(count * to.width * to.height);
  let index = 0;
  for (let plane = 0; plane < count; plane++) {
    const start = plane * from.width * from.height;
    for (const row of rows) {
      const above = start + row.low * from.width;
      const below = start + row.high * from.width;
      for (const {low, high, share} of columns) {
        const top = mix(planes[above + low] as number, planes[above + high] as number, share);
        const bottom = mix(planes[below + low] as number, planes[below + high] as number, share);
        result[index++] = mix(top, bottom, row.share);
      }
    }
  }
  return result;
}

/** Two neighbours and the second one's share. */
interface Tap {
  low: number;
  high: number;
  share: number;
}

/** Pixels are squares: their centres lie at halves. */
function taps(from: number, to: number): Tap[] {
  return Array.from({length: to}, (_, index) => {
    const position = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(position);
    return {low, high: Math.min(low + 1, from - 1), share: position - low};
  });
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}
