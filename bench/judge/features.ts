/** How the judge sees a picture: the full VGG19, max pooling, borders replicated at every layer, after the ReLUs. */
import {type Photo, resizePhoto} from '../../src/images/photo.ts';
import {toPlanar} from '../../src/images/planar.ts';
import {sizeOfArea, sizeWithin} from '../../src/nst/contract/schedule.ts';
import type {Size} from '../../src/nst/contract/size.ts';
import type {Backend, Network} from '../../src/nst/objective/objective.ts';

/** Longest side at which photo and picture are compared, pixels. */
export const judgedSide = 256;

const asJudged: Network = {pooling: 'max', padding: 'replicate', gramNorm: 'hw'};
const contentLayers = ['block4_conv4', 'block5_conv1', 'block5_conv4'] as const;
/** Layers that no recipe optimises. */
export const styleLayers = ['block1_conv2', 'block2_conv2', 'block3_conv2'] as const;

/** Features of a layer, [channels, height, width]. */
export interface FeatureMap extends Size {
  channels: number;
  data: Float32Array;
}

export interface Seen {
  /** At the judged size. */
  photo: Photo;
  maps: Record<(typeof contentLayers)[number], FeatureMap>;
  grams: Record<(typeof styleLayers)[number], Float32Array>;
}

/** The size at which a photo and its pictures are compared. */
export function judgedSize({width, height}: Size): Size {
  return sizeWithin(width / height, judgedSide);
}

export async function see(backend: Backend, picture: Photo, {width, height}: Size): Promise<Seen> {
  const photo = await resizePhoto(picture, width, height);
  const names = [
    ...contentLayers.map((layer) => `content:${layer}`),
    ...styleLayers.map((layer) => `style:${layer}`),
  ];
  const targets = await backend.measure(toPlanar(photo), asJudged, names);
  const mapOf = (layer: string): FeatureMap => {
    const poolings = Number(layer.charAt('block'.length)) - 1;
    const size = {width: width >> poolings, height: height >> poolings};
    const data = targets[`content:${layer}`] as Float32Array;
    return {...size, channels: data.length / (size.width * size.height), data};
  };
  return {
    photo,
    maps: record(contentLayers, mapOf),
    grams: record(styleLayers, (layer) => targets[`style:${layer}`] as Float32Array),
  };
}

/** A painting at as many pixels as the picture has. */
export async function seeStyle(
  backend: Backend,
  style: Photo,
  like: Size,
): Promise<Pick<Seen, 'photo' | 'grams'>> {
  const {width, height} = sizeOfArea(style.width / style.height, like.width * like.height);
  const photo = await resizePhoto(style, width, height);
  const names = styleLayers.map((layer) => `style:${layer}`);
  const targets = await backend.measure(toPlanar(photo), asJudged, names);
  return {photo, grams: record(styleLayers, (layer) => targets[`style:${layer}`] as Float32Array)};
}

function record<Key extends string, Value>(
  keys: readonly Key[],
  value: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
}
