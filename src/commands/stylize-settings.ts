import type {Config} from '../config.ts';
import {AppError} from '../errors.ts';
import {colorModes, defaultSettings, limits, qualities, type RenderSettings} from '../nst/protocol.ts';
import {checkSettings} from '../nst/settings.ts';

/** Options as they come from Discord; `null` is one that was left out. */
export interface GivenSettings {
  size: number | null;
  quality: string | null;
  strength: number | null;
  colors: string | null;
  seed: number | null;
}

/**
 * Fills in the defaults and checks every range again: Discord checks them as they were when the command was
 * registered. Who names no seed gets a fresh one, so that asking twice gives two pictures.
 * @param random returns numbers in [0, 1), like `Math.random`
 * @throws AppError `BAD_OPTION`
 */
export function toSettings(
  config: Pick<Config, 'defaultSize' | 'defaultQuality' | 'maxSize'>,
  given: GivenSettings,
  random: () => number,
): RenderSettings {
  const settings = {
    size: given.size ?? config.defaultSize,
    quality: oneOf('quality', qualities, given.quality ?? config.defaultQuality),
    strength: given.strength ?? defaultSettings.strength,
    styleScale: defaultSettings.styleScale,
    colors: oneOf('colors', colorModes, given.colors ?? defaultSettings.colors),
    seed: given.seed ?? Math.floor(random() * limits.maxSeed),
  };
  checkSettings(settings);
  if (settings.size > config.maxSize) {
    throw new AppError('BAD_OPTION', `size: expected at most ${config.maxSize}, received ${settings.size}`);
  }
  return settings;
}

function oneOf<T extends string>(option: string, values: readonly T[], received: string): T {
  const value = values.find((known) => known === received);
  if (value) return value;
  throw new AppError('BAD_OPTION', `${option}: expected one of ${values.join(', ')}, received ${received}`);
}
