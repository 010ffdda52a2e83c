/**
 * Averages a painting along its strokes. Where the loss leaves pixels free, the optimiser leaves a fine weave. A little
 * averaging along the strokes removes it and keeps edges, because they run along the strokes: line integral convolution
 * along the structure tensor's minor eigenvector (Kyprianidis and Kang, "Image and Video Abstraction by
 * Coherence-Enhancing Filtering", 2011).
 */
import type {PlanarImage} from '../../images/planar.ts';
import {blurred} from '../look/planes.ts';

/** Two box filters of this radius are close to a Gaussian with a standard deviation of 1.2 pixels. */
const tensorRadius = 1;

/** Longest side from which a stroke is averaged over the whole length, pixels: smaller pictures have none to spare. */
const fullSide = 512;

/** Unit vectors along the strokes, [height, width] each. */
interface Directions {
  x: Float32Array;
  y: Float32Array;
}

/**
 * @param image float32, 0–1
 * @param strokeLength standard deviation of the weights along a stroke, pixels, in a picture with a longest side of 512 or
 *   more; in a smaller one it shrinks in proportion; 0 changes nothing
 */
export function followStrokes(image: PlanarImage, strokeLength: number): PlanarImage {
  const {width, height, data} = image;
  if (strokeLength === 0 || width < 2 || height < 2) return image;
  const length = strokeLength * Math.min(1, Math.max(width, height) / fullSide);
  const plane = width * height;
  const along = strokeDirections(image);
  const weights = Array.from({length: Math.ceil(2 * length)}, (_, step) =>
    Math.exp(-((step + 1) ** 2) / (2 * length ** 2)),
  );
  const averaged = new Float32Array(data.length);
  for (let pixel = 0; pixel < plane; pixel++) {
    let red = data[pixel] as number;
    let green = data[pixel + plane] as number;
    let blue = data[pixel + 2 * plane] as number;
    let sum = 1;
    for (let way = -1; way <= 1; way += 2) {
      let x = pixel % width;
      let y = Math.floor(pixel / width);
      let dx = way * (along.x[pixel] as number);
      let dy = way * (along.y[pixel] as number);
      for (const weight of weights) {
        x += dx;
        y += dy;
        if (x < 0 || y < 0 || x > width - 1 || y > height - 1) break;
        const left = Math.min(Math.floor(x), width - 2);
        const top = Math.min(Math.floor(y), height - 2);
        const corner = top * width + left;
        red += weight * valueIn(data, corner, width, x - left, y - top);
        green += weight * valueIn(data, corner + plane, width, x - left, y - top);
        blue += weight * valueIn(data, corner + 2 * plane, width, x - left, y - top);
        sum += weight;
        // The eigenvector has no sign of its own: go on, do not turn back.
        const nearest = Math.round(y) * width + Math.round(x);
        const nextX = along.x[nearest] as number;
        const nextY = along.y[nearest] as number;
        const turn = nextX * dx + nextY * dy < 0 ? -1 : 1;
        dx = turn * nextX;
        dy = turn * nextY;
      }
    }
    averaged[pixel] = red / sum;
    averaged[pixel + plane] = green / sum;
    averaged[pixel + 2 * plane] = blue / sum;
  }
  return {width, height, data: averaged};
}

/** Bilinear, `right` and `down` (0–1) from the pixel at `corner`. */
function valueIn(data: Float32Array, corner: number, width: number, right: number, down: number): number {
  const above = (1 - right) * (data[corner] as number) + right * (data[corner + 1] as number);
  const below = (1 - right) * (data[corner + width] as number) + right * (data[corner + width + 1] as number);
  return (1 - down) * above + down * below;
}

/** Across a stroke the luma changes most. Along it, it changes least: the structure tensor's minor eigenvector. */
function strokeDirections(image: PlanarImage): Directions {
  const {xx, xy, yy} = structureTensor(image);
  const x = new Float32Array(xx.length);
  const y = new Float32Array(xx.length);
  for (let pixel = 0; pixel < xx.length; pixel++) {
    const difference = (xx[pixel] as number) - (yy[pixel] as number);
    // The major eigenvector's angle is half of this one; the minor eigenvector stands at right angles to it.
    const angle = Math.atan2(2 * (xy[pixel] as number), difference) / 2;
    x[pixel] = -Math.sin(angle);
    y[pixel] = Math.cos(angle);
  }
  return {x, y};
}

/** Products of the luma's slopes by Sobel's filter, smoothed. What is outside the image repeats its edge. */
function structureTensor({width, height, data}: PlanarImage): Record<'xx' | 'xy' | 'yy', Float32Array> {
  const plane = width * height;
  const luma = new Float32Array(plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    const [red, green, blue] = [data[pixel], data[pixel + plane], data[pixel + 2 * plane]] as [
      number,
      number,
      number,
    ];
    luma[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  const [xx, xy, yy] = [new Float32Array(plane), new Float32Array(plane), new Float32Array(plane)];
  for (let y = 0; y < height; y++) {
    const [above, own, below] = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map(
      (row) => row * width,
    ) as [number, number, number];
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const at = (row: number, column: number): number => luma[row + column] as number;
      const slopeX =
        at(above, right) -
        at(above, left) +
        2 * (at(own, right) - at(own, left)) +
        at(below, right) -
        at(below, left);
      const slopeY =
        at(below, left) -
        at(above, left) +
        2 * (at(below, x) - at(above, x)) +
        at(below, right) -
        at(above, right);
      xx[own + x] = slopeX * slopeX;
      xy[own + x] = slopeX * slopeY;
      yy[own + x] = slopeY * slopeY;
    }
  }
  const smoothed = (values: Float32Array): Float32Array => {
    const size = {width, height};
    return blurred(blurred(values, size, tensorRadius), size, tensorRadius);
  };
  return {xx: smoothed(xx), xy: smoothed(xy), yy: smoothed(yy)};
}
