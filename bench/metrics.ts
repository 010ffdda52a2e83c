/** How good a picture is. The full VGG19 judges it, whichever encoder painted it. Smaller is better in every metric. */

import {type Photo, resizePhoto} from '../src/images/photo.ts';
import {toPlanar} from '../src/images/planar.ts';
import {sizeOfArea} from '../src/nst/contract/schedule.ts';
import type {Painter} from '../src/nst/engine.ts';
import type {Network, Pooling} from '../src/nst/objective/objective.ts';

/** The judge is VGG19 as it was trained, whatever the recipe. */
const asTrained: Network = {pooling: 'max', padding: 'zero', gramNorm: 'hw'};

/** Gatys' layers, which most recipes optimise. */
export const firstLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1'];

/** Layers nobody optimises. */
export const heldOutLayers = ['block1_conv2', 'block2_conv2', 'block3_conv2', 'block4_conv2'];

/**
 * Mean over `layers` of ‖G − Gₛ‖ / ‖Gₛ‖ (Frobenius norms), where G is the picture's Gram matrix and Gₛ the style
 * image's at equal area.
 */
export async function styleDistance(
  judge: Painter,
  picture: Photo,
  style: Photo,
  {layers = firstLayers, pooling = 'average' as Pooling} = {},
): Promise<number> {
  const size = sizeOfArea(style.width / style.height, picture.width * picture.height);
  const grams = await Promise.all(
    [picture, await resizePhoto(style, size.width, size.height)].map(async (photo) => {
      const names = layers.map((layer) => `style:${layer}`);
      return judge.backend.measure(toPlanar(photo), {...asTrained, pooling}, names);
    }),
  );
  const distances = layers.map((layer) =>
    relativeDistance(grams[0]?.[`style:${layer}`], grams[1]?.[`style:${layer}`]),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / layers.length;
}

/** Structure is compared at about this many positions along the longer side. */
const gridSide = 32;

/**
 * How far the picture's structure is from the photo's: the mean absolute difference of their self-similarities. These
 * are the cosine similarities of block3_conv1's features between all pairs of grid positions (Kolkin et al. 2019,
 * STROTSS).
 */
export async function contentChange(judge: Painter, picture: Photo, photo: Photo): Promise<number> {
  const same = await resizePhoto(photo, picture.width, picture.height);
  const [a, b] = await Promise.all([picture, same].map((image) => selfSimilarity(judge, image)));
  if (!a || !b) throw new Error('expected two matrices');
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] as number)), 0) / a.length;
}

async function selfSimilarity(judge: Painter, photo: Photo): Promise<Float32Array> {
  const name = 'content:block3_conv1';
  const measured = await judge.backend.measure(toPlanar(photo), asTrained, [name]);
  const [height, width] = [Math.floor(photo.height / 4), Math.floor(photo.width / 4)];
  const map = measured[name] as Float32Array;
  const channels = map.length / (height * width);
  const step = Math.max(1, Math.floor(Math.max(width, height) / gridSide));
  const columns: Float32Array[] = [];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const column = Float32Array.from(
        {length: channels},
        (_, channel) => map[channel * height * width + y * width + x] as number,
      );
      const norm = Math.hypot(...column) || 1;
      columns.push(column.map((value) => value / norm));
    }
  }
  return Float32Array.from({length: columns.length ** 2}, (_, index) => {
    const [a, b] = [columns[Math.floor(index / columns.length)], columns[index % columns.length]];
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += (a?.[channel] as number) * (b?.[channel] as number);
    return sum;
  });
}

function relativeDistance(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) throw new Error('expected two Gram matrices');
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < b.length; index++) {
    difference += ((a[index] as number) - (b[index] as number)) ** 2;
    norm += (b[index] as number) ** 2;
  }
  return Math.sqrt(difference / norm);
}
