/**
 * Gain maps (ISO 21496-1): a second picture that says by how much each pixel of the first gets brighter or darker for
 * another kind of screen. A base for ordinary screens is shown as it is; one for HDR screens brings with the map what
 * its author wants ordinary screens to show.
 */
import type {Reader} from '../file/bytes.ts';

export interface GainMap {
  /** Log2 of how much brighter than white a screen must get to show the base, and the alternate. */
  baseHeadroom: number;
  alternateHeadroom: number;
  /** Whether the gain is applied to light of the base's primaries, or of the alternate's. */
  inBaseColours: boolean;
  /** Red, green and blue. */
  channels: readonly [Channel, Channel, Channel];
}

interface Channel {
  /** Log2 of the gain where the map is 0, and where it is 1. */
  min: number;
  max: number;
  /** Exponent of the map's coding. */
  gamma: number;
  baseOffset: number;
  alternateOffset: number;
}

const [multichannel, baseColours] = [0x80, 0x40];
const channelBytes = 40;

/** @param item data of a `tmap` item. Undefined when they are of another version, or say nothing that makes sense. */
export function readGainMap(item: Reader): GainMap | undefined {
  const [version, minimumVersion, flags] = [item.u8(0), item.u16(1), item.u8(5)];
  const count = flags & multichannel ? 3 : 1;
  if (version !== 0 || minimumVersion !== 0 || item.length < 22 + count * channelBytes) return undefined;
  const fraction = (at: number): number => item.u32(at) / item.u32(at + 4);
  const signed = (at: number): number => (item.u32(at) | 0) / item.u32(at + 4);
  const channel = (index: number): Channel => {
    const at = 22 + (count === 3 ? index : 0) * channelBytes;
    return {
      min: signed(at),
      max: signed(at + 8),
      gamma: fraction(at + 16),
      baseOffset: signed(at + 24),
      alternateOffset: signed(at + 32),
    };
  };
  const map: GainMap = {
    baseHeadroom: fraction(6),
    alternateHeadroom: fraction(14),
    inBaseColours: (flags & baseColours) !== 0,
    channels: [channel(0), channel(1), channel(2)],
  };
  const numbers = [map.baseHeadroom, map.alternateHeadroom, ...map.channels.flatMap(Object.values)];
  const isSensible = numbers.every(Number.isFinite) && map.channels.every(({gamma}) => gamma > 0);
  return isSensible ? map : undefined;
}

/**
 * The way from a base for HDR to its alternate. Light is relative to white.
 * @param white the sample of the map that stands for 1
 * @returns what the light of a channel becomes
 */
export function towardsAlternate(
  {channels}: GainMap,
  white: number,
): (light: number, channel: number, sample: number) => number {
  const gains = channels.map(({min, max, gamma}) =>
    Float64Array.from({length: white + 1}, (_, sample) => {
      const log = min + (max - min) * (sample / white) ** (1 / gamma);
      return 2 ** -log;
    }),
  );
  return (light, channel, sample) => {
    const {baseOffset, alternateOffset} = channels[channel] as Channel;
    const gain = gains[channel]?.[Math.min(white, sample)] as number;
    return (light + baseOffset) * gain - alternateOffset;
  };
}
