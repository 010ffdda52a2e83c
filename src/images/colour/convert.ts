/** Turns decoded pixels of any colour signal into sRGB. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {type GainMap, towardsAlternate} from './gain-map.ts';
import {bt709, bt2020, conversion, type Matrix, type Primaries} from './primaries.ts';
import type {ColourSignal} from './signal.ts';
import {toneMap} from './tone-map.ts';
import {hlgPeakNits, referenceWhiteNits, toSrgb} from './transfer.ts';

/** Weights of BT.2020's channels in luminance, and the system gamma for a peak of 1000 cd/m² (ITU-R BT.2100). */
const luminance = [0.2627, 0.678, 0.0593] as const;
const systemGamma = 1.2;

/** Pixels converted before others get a turn on this thread: a few milliseconds' worth. */
const pixelsPerTurn = 1 << 15;
/** Steps of the table that turns light into sRGB: more than enough for 8 bits, even in the shadows. */
const steps = 1 << 16;

/** A gain map that leads from an HDR picture to what ordinary screens are to show. */
export interface Gains {
  map: GainMap;
  /** [height, width, 3], as large as the picture. */
  samples: Uint8Array | Uint16Array;
  /** The sample that stands for 1. */
  white: number;
  /** Of the light that the gain is applied to. */
  primaries: Primaries;
}

/**
 * @param samples [height, width, 3]
 * @param white the sample that stands for 1
 * @param gains matter only for HDR
 * @returns 8 bits, [height, width, 3]
 */
export async function toEightBitSrgb(
  samples: Uint8Array | Uint16Array,
  white: number,
  signal: ColourSignal,
  gains?: Gains,
): Promise<Uint8Array> {
  const lights = Float32Array.from({length: white + 1}, (_, value) => signal.transfer.toLight(value / white));
  const coded = Uint8Array.from({length: steps + 1}, (_, step) =>
    Math.round(255 * toSrgb((step / steps) ** 2)),
  );
  const convert = signal.transfer.hdr ? fromHdr(signal, gains) : fromSdr(signal);
  const pixel = new Float32Array(3);
  const converted = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 3) {
    for (let channel = 0; channel < 3; channel++)
      pixel[channel] = lights[Math.min(white, samples[at + channel] as number)] as number;
    convert(pixel, at);
    for (let channel = 0; channel < 3; channel++) {
      const light = Math.min(1, Math.max(0, pixel[channel] as number));
      converted[at + channel] = coded[Math.round(steps * Math.sqrt(light))] as number;
    }
    if ((at / 3) % pixelsPerTurn === pixelsPerTurn - 1) await nextTurn();
  }
  return converted;
}

/** Changes a pixel's light in place. `at`: where its samples begin. */
type Convert = (pixel: Float32Array, at: number) => void;

function fromSdr({primaries}: ColourSignal): Convert {
  const matrix = conversion(primaries, bt709);
  return matrix ? (pixel) => transform(pixel, matrix) : () => undefined;
}

/** The tone mapping works on BT.2020's channels, whatever the file's are. */
function fromHdr({primaries, transfer, peakNits}: ColourSignal, gains?: Gains): Convert {
  const wide = conversion(primaries, bt2020);
  const narrow = conversion(bt2020, bt709) as Matrix;
  const gain = gains && toAlternate(gains);
  const factorFor = toneMap(gains ? referenceWhiteNits * 2 ** gains.map.alternateHeadroom : peakNits);
  return (pixel, at) => {
    if (wide) transform(pixel, wide);
    if (transfer.hdr === 'hlg') toDisplayLight(pixel);
    gain?.(pixel, at);
    const factor = factorFor(Math.max(pixel[0] as number, pixel[1] as number, pixel[2] as number));
    for (let channel = 0; channel < 3; channel++) pixel[channel] = factor * (pixel[channel] as number);
    transform(pixel, narrow);
  };
}

/** Takes and leaves light of BT.2020's primaries. */
function toAlternate({map, samples, white, primaries}: Gains): Convert {
  const [there, back] = [conversion(bt2020, primaries), conversion(primaries, bt2020)];
  const towards = towardsAlternate(map, white);
  return (pixel, at) => {
    if (there) transform(pixel, there);
    for (let channel = 0; channel < 3; channel++)
      pixel[channel] = towards(pixel[channel] as number, channel, samples[at + channel] as number);
    if (back) transform(pixel, back);
  };
}

/** HLG's light is the scene's; a display of 1000 cd/m² shows it with more contrast. */
function toDisplayLight(pixel: Float32Array): void {
  const scene = luminance.reduce((sum, weight, channel) => sum + weight * (pixel[channel] as number), 0);
  const gain = (hlgPeakNits / referenceWhiteNits) * Math.max(0, scene) ** (systemGamma - 1);
  for (let channel = 0; channel < 3; channel++) pixel[channel] = gain * (pixel[channel] as number);
}

function transform(pixel: Float32Array, [first, second, third]: Matrix): void {
  const x = pixel[0] as number;
  const y = pixel[1] as number;
  const z = pixel[2] as number;
  pixel[0] = first[0] * x + first[1] * y + first[2] * z;
  pixel[1] = second[0] * x + second[1] * y + second[2] * z;
  pixel[2] = third[0] * x + third[1] * y + third[2] * z;
}
