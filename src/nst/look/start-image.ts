/** Makes the image that painting starts from. */

import {type Photo, resizePhoto} from '../../images/photo.ts';
import {type PlanarImage, toPlanar} from '../../images/planar.ts';
import type {Size} from '../contract/size.ts';
import {caffeMeanBgr} from '../encoders/encoder.ts';
import {randomSource} from './random.ts';
import type {Recipe} from './recipe.ts';

/** The start at the coarsest scale, with seeded noise: the same seed gives the same picture, another a variation. */
export async function startImage(
  from: Photo,
  {width, height}: Size,
  seed: number,
  {start, startNoise}: Pick<Recipe, 'start' | 'startNoise'>,
): Promise<PlanarImage> {
  const image = start === 'photo' ? toPlanar(await resizePhoto(from, width, height)) : gray({width, height});
  const random = randomSource(seed);
  return {...image, data: image.data.map((value) => value + startNoise * random.normal())};
}

/** A flat image in the mean colour of VGG's training pixels, which becomes zero after preprocessing. */
function gray({width, height}: Size): PlanarImage {
  const mean = caffeMeanBgr.toReversed().map((value) => value / 255);
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  for (const [channel, value] of mean.entries()) data.fill(value, channel * plane, (channel + 1) * plane);
  return {width, height, data};
}
