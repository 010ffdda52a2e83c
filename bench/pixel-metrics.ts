/** Faults of a picture that can be measured without a network: noise, clipping, grids, grey. Smaller is better. */
import type {Photo} from '../src/images/photo.ts';

/** Share of the brightness variance that a 3×3 mean removes, 0–1: noise and grids. */
export function highFrequencyShare(picture: Photo): number {
  const {width, height} = picture;
  const luma = lumaOf(picture);
  let fine = 0;
  let total = 0;
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) sum += luma[(y + dy) * width + x + dx] as number;
      const value = luma[y * width + x] as number;
      fine += (value - sum / 9) ** 2;
      total += (value - mean) ** 2;
    }
  }
  return fine / Math.max(total, 1);
}

/** Share of all channel values that are 0 or 255, and so may have been cut off. */
export function clippedShare({data}: Photo): number {
  return data.reduce((count, value) => count + (value === 0 || value === 255 ? 1 : 0), 0) / data.length;
}

/** Sides of the squares into which one to four 2×2 poolings divide an image, pixels. */
const poolingPeriods = [2, 4, 8, 16];

/**
 * How strongly the differences between neighbours follow the pooling's grid: the share of the variance of |difference|
 * that the position within a period explains, less what chance explains. Takes the largest share over periods of 2 to
 * 16 pixels and both directions. 0: no position is special; 1: all differences are at one position of the period.
 */
export function poolingGrid(picture: Photo): number {
  const {width, height} = picture;
  const luma = lumaOf(picture);
  const across = {
    count: width - 1,
    lines: height,
    at: (i: number, line: number) => line * width + i,
    step: 1,
  };
  const down = {
    count: height - 1,
    lines: width,
    at: (i: number, line: number) => i * width + line,
    step: width,
  };
  const shares = [across, down].flatMap(({count, lines, at, step}) =>
    poolingPeriods.map((period) => {
      const sums = new Float64Array(period);
      const counts = new Float64Array(period);
      let sum = 0;
      let squares = 0;
      for (let line = 0; line < lines; line++) {
        for (let i = 0; i < count; i++) {
          const index = at(i, line);
          const difference = Math.abs((luma[index + step] as number) - (luma[index] as number));
          sums[i % period] = (sums[i % period] as number) + difference;
          counts[i % period] = (counts[i % period] as number) + 1;
          sum += difference;
          squares += difference ** 2;
        }
      }
      const total = count * lines;
      const mean = sum / total;
      const variance = squares - total * mean ** 2;
      const explained = sums.reduce(
        (part, value, phase) =>
          part + (counts[phase] as number) * (value / (counts[phase] as number) - mean) ** 2,
        0,
      );
      const byChance = (period - 1) / total;
      return variance > 0 ? explained / variance - byChance : 0;
    }),
  );
  return Math.max(0, ...shares);
}

/** Side of the squares that are searched for grey, pixels in a picture of 256. */
const patchSide = 16;

/**
 * Share of the picture that is flat and grey where the photo is not. Counts squares of a 16th of the longest side that
 * have almost no colour and less than a quarter of the photo's brightness spread. Adam without an average is notorious
 * for them.
 */
export function greyPatchShare(picture: Photo, photo: Photo): number {
  const side = Math.max(4, Math.round((patchSide * Math.max(picture.width, picture.height)) / 256));
  const [columns, rows] = [Math.floor(picture.width / side), Math.floor(picture.height / side)];
  let grey = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const painted = patchOf(picture, column * side, row * side, side);
      const before = patchOf(photo, column * side, row * side, side);
      if (painted.chroma < 12 && before.spread > 4 && painted.spread < before.spread / 4) grey += 1;
    }
  }
  return grey / Math.max(1, columns * rows);
}

/** Spread (standard deviation) of brightness and mean range between the channels, 0–255. */
function patchOf({width, data}: Photo, left: number, top: number, side: number) {
  let [sum, squares, chroma] = [0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const [r, g, b] = pixelOf(data, y * width + x);
      const luma = brightness(r, g, b);
      sum += luma;
      squares += luma ** 2;
      chroma += Math.max(r, g, b) - Math.min(r, g, b);
    }
  }
  const pixels = side ** 2;
  return {spread: Math.sqrt(Math.max(0, squares / pixels - (sum / pixels) ** 2)), chroma: chroma / pixels};
}

/**
 * How far the picture's palette is from the painting's, 0–255: the Wasserstein-1 distance between the distributions of
 * values (exact in one dimension), averaged over red, green, blue and the three differences between them.
 */
export function colorDistance(picture: Photo, painting: Photo): number {
  const views: ((r: number, g: number, b: number) => number)[] = [
    (r) => r,
    (_, g) => g,
    (_r, _g, b) => b,
    (r, g) => r - g,
    (_, g, b) => g - b,
    (r, _, b) => r - b,
  ];
  const distances = views.map((view) => {
    const [a, b] = [picture, painting].map((photo) => cumulative(photo, view));
    return (a as Float64Array).reduce(
      (sum, value, index) => sum + Math.abs(value - ((b as Float64Array)[index] as number)),
      0,
    );
  });
  return distances.reduce((sum, value) => sum + value, 0) / distances.length;
}

/** Shares of pixels for which `view` gives at most −255, −254 … 255: 511 values. */
function cumulative(photo: Photo, view: (r: number, g: number, b: number) => number): Float64Array {
  const counts = new Float64Array(511);
  const pixels = photo.width * photo.height;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const index = view(...pixelOf(photo.data, pixel)) + 255;
    counts[index] = (counts[index] as number) + 1 / pixels;
  }
  let sum = 0;
  return counts.map((share) => {
    sum += share;
    return sum;
  });
}

function lumaOf({width, height, data}: Photo): Float32Array {
  return Float32Array.from({length: width * height}, (_, pixel) => brightness(...pixelOf(data, pixel)));
}

function pixelOf(data: Uint8Array, pixel: number): [number, number, number] {
  return [data[3 * pixel] as number, data[3 * pixel + 1] as number, data[3 * pixel + 2] as number];
}

/** Luma of ITU-R BT.601. */
function brightness(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
