import type {Size} from '../../nst/contract/size.ts';
import {openImage} from '../decoder.ts';
import {mostPixels} from '../file/cost.ts';
import type {HeifPicture} from '../file/heif.ts';
import {withPrimary} from '../file/heif-edit.ts';
import {codedSamples, type Samples, sourceOf} from '../samples.ts';
import type {Gains} from './convert.ts';
import {readGainMap} from './gain-map.ts';
import {type Primaries, primariesOf} from './primaries.ts';

/**
 * The gain map of an AVIF or HEIC file whose picture is for HDR screens, if it leads to one for ordinary screens. One
 * that cannot be read is left out, as by programs that know none.
 * @param base primaries of the picture
 * @param size of the decoded picture
 */
export async function readGains(
  bytes: Uint8Array,
  {codec, toneMapped}: HeifPicture,
  base: Primaries,
  size: Size,
): Promise<Gains | undefined> {
  if (!toneMapped) return undefined;
  const {gainMapId, metadata, nclx} = toneMapped;
  const map = readGainMap(metadata);
  if (!map || map.baseHeadroom <= map.alternateHeadroom) return undefined;
  const samples = await readSamples(withPrimary(bytes, gainMapId, codec), size).catch(() => undefined);
  if (!samples) return undefined;
  const primaries = map.inBaseColours || !nclx ? base : primariesOf(nclx.primaries);
  return {map, samples: samples.colours, white: samples.white, primaries};
}

async function readSamples(file: Uint8Array, {width, height}: Size): Promise<Samples> {
  const facts = await openImage(file).metadata();
  const most = mostPixels(file, 'heif', facts);
  if (facts.width * facts.height > most) throw new RangeError(`expected at most ${most} pixels`);
  const source = await sourceOf(file, 'heif', facts, Math.max(width, height));
  const image = openImage(source.bytes, {ignoreIcc: true}).autoOrient();
  return codedSamples(image.resize({width, height, fit: 'fill'}), source.facts);
}
