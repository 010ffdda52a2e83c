import type {Config} from '../../config.ts';
import {
  colorModes,
  defaultSettings,
  limits,
  qualities,
  type RenderSettings,
} from '../../nst/contract/protocol.ts';
import {checkSettings, requireOneOf, requireRange} from '../../nst/contract/settings.ts';
import type {StylePreset} from '../../styles/style-catalogue.ts';

/** Options as they come from Discord; `null` means that one was left out. */
export interface GivenSettings {
  size: number | null;
  quality: string | null;
  strength: number | null;
  styleScale: number | null;
  colors: string | null;
  seed: number | null;
}

export const nothingGiven: GivenSettings = {
  size: null,
  quality: null,
  strength: null,
  styleScale: null,
  colors: null,
  seed: null,
};

/**
 * Fills in the defaults and checks every range again, because Discord checks the ranges from the time of registration.
 * Without a given seed, a random one is used, so that asking twice gives two different pictures.
 * @param suited settings that suit the painting, used where nothing was given
 * @param random returns numbers in [0, 1), like `Math.random`
 * @throws AppError `BAD_OPTION`
 */
export function toSettings(
  config: Pick<Config, 'defaultSize' | 'defaultQuality' | 'maxSize'>,
  given: GivenSettings,
  random: () => number,
  suited: StylePreset['defaults'] = {},
): RenderSettings {
  const settings = {
    size: given.size ?? config.defaultSize,
    quality: requireOneOf('quality', given.quality ?? config.defaultQuality, qualities),
    strength: given.strength ?? suited.strength ?? defaultSettings.strength,
    styleScale: given.styleScale ?? suited.styleScale ?? defaultSettings.styleScale,
    colors: requireOneOf('colors', given.colors ?? suited.colors ?? defaultSettings.colors, colorModes),
    subject: defaultSettings.subject,
    seed: given.seed ?? Math.floor(random() * limits.maxSeed),
  };
  requireRange('size', settings.size, {least: limits.minSize, most: config.maxSize, whole: true});
  checkSettings(settings);
  return settings;
}
