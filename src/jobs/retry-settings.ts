/**
 * What a retry changes compared with the job it repeats: another seed and slightly different weights, more or less
 * style, or a larger picture.
 */
import {AppError} from '../errors.ts';
import {limits, type RenderSettings} from '../nst/contract/protocol.ts';
import type {JobStyle} from './job.ts';

export const retryActions = ['again', 'more', 'less', 'larger'] as const;
export type RetryAction = (typeof retryActions)[number];

/** One press of “more” multiplies the strength by this, one of “less” divides by it: less than that people hardly see. */
const strengthStep = 3;
/** Largest factor by which “again” changes each weight, up or down: a different picture, recognisably the same idea. */
const spread = {strength: 1.25, styleScale: 1.15, share: 1.3};

export interface RetryOptions {
  /** Returns numbers in [0, 1), like `Math.random`; only `again` draws from it. */
  random: () => number;
  /** Largest allowed value for the longest side, in pixels; only `larger` uses it. */
  maxSize: number;
}

/**
 * The settings of a retry. `settings`: those of the job it repeats.
 * @throws AppError `BAD_OPTION` when the strength or the size is already at its limit.
 */
export function retrySettings(
  action: RetryAction,
  settings: RenderSettings,
  {random, maxSize}: RetryOptions,
): RenderSettings {
  switch (action) {
    case 'again':
      return {
        ...settings,
        seed: anotherSeed(settings.seed, random),
        strength: limitStrength(jitter(settings.strength, spread.strength, random)),
        styleScale: limitScale(jitter(settings.styleScale, spread.styleScale, random)),
      };
    case 'more':
      if (settings.strength >= limits.maxStrength) {
        throw new AppError('BAD_OPTION', `The style is already at its strongest, ${limits.maxStrength}.`, {
          detail: {reason: 'styleStrongest', limit: limits.maxStrength},
        });
      }
      return {...settings, strength: limitStrength(settings.strength * strengthStep)};
    case 'less':
      if (settings.strength <= limits.minStrength) {
        throw new AppError('BAD_OPTION', `The style is already at its weakest, ${limits.minStrength}.`, {
          detail: {reason: 'styleWeakest', limit: limits.minStrength},
        });
      }
      return {...settings, strength: limitStrength(settings.strength / strengthStep)};
    case 'larger':
      if (settings.size >= maxSize) {
        throw new AppError('BAD_OPTION', `The picture already has the largest size allowed, ${maxSize}.`, {
          detail: {reason: 'largestAlready', limit: maxSize},
        });
      }
      return {...settings, size: Math.min(2 * settings.size, maxSize)};
  }
}

/** The paintings of a blend with slightly different shares. A single painting stays as it is. */
export function jitterShares(styles: readonly JobStyle[], random: () => number): JobStyle[] {
  if (styles.length < 2) return [...styles];
  return styles.map((style) => ({...style, weight: jitter(style.weight, spread.share, random)}));
}

/** Between `value / factor` and `value · factor`, as likely up as down. */
function jitter(value: number, factor: number, random: () => number): number {
  return value * factor ** (2 * random() - 1);
}

/** Uniform over all seeds except the old one, which the draw skips. */
function anotherSeed(old: number, random: () => number): number {
  const draw = Math.floor(random() * limits.maxSeed);
  return draw < old ? draw : draw + 1;
}

function limitStrength(strength: number): number {
  return Math.min(limits.maxStrength, Math.max(limits.minStrength, twoDecimals(strength)));
}

function limitScale(scale: number): number {
  return Math.min(limits.maxStyleScale, Math.max(limits.minStyleScale, twoDecimals(scale)));
}

/** Rounds to what people see and type. */
function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
