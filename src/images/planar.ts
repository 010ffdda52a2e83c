/** Images as the engine computes with them, as float planes, and the way from photos to these and back. */
import sharp from 'sharp';
import type {Size} from '../nst/contract/size.ts';
import type {Photo} from './photo.ts';

/** Red, green, blue, float32, 0–1. Values may lie a little outside while optimising. */
export interface PlanarImage extends Size {
  /** [3, height, width]. */
  data: Float32Array;
}

export function toPlanar({width, height, data}: Photo): PlanarImage {
  const plane = width * height;
  const planar = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      planar[channel * plane + pixel] = (data[3 * pixel + channel] as number) / 255;
    }
  }
  return {width, height, data: planar};
}

/** Rounds to 8 bits; values outside 0–1 are clipped. */
export function toEightBits({width, height, data}: PlanarImage): Photo {
  const plane = width * height;
  const photo = new Uint8ClampedArray(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      photo[3 * pixel + channel] = 255 * (data[channel * plane + pixel] as number);
    }
  }
  return {width, height, data: new Uint8Array(photo.buffer)};
}

/** Enlarges an image between two scales: bicubic, with 16 bits per channel, clipped to 0–1. */
export async function resizePlanar(image: PlanarImage, width: number, height: number): Promise<PlanarImage> {
  const plane = image.width * image.height;
  const deep = new Uint16Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = image.data[channel * plane + pixel] as number;
      deep[3 * pixel + channel] = Math.round(65535 * Math.min(1, Math.max(0, value)));
    }
  }
  const resized = await sharp(deep, {raw: {width: image.width, height: image.height, channels: 3}})
    .resize({width, height, fit: 'fill', kernel: 'cubic'})
    .toColourspace('rgb16')
    .raw({depth: 'ushort'})
    .toBuffer();
  const values = new Uint16Array(resized.buffer, resized.byteOffset, 3 * width * height);
  const data = new Float32Array(3 * width * height);
  for (let index = 0; index < values.length; index++) {
    data[(index % 3) * width * height + Math.floor(index / 3)] = (values[index] as number) / 65535;
  }
  return {width, height, data};
}
