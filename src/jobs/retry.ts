/** How the settings of a retry derive from the job it repeats: another seed, more style or less style. */
import {AppError} from '../errors.ts';
import {limits, type RenderSettings} from '../nst/protocol.ts';

export const retryActions = ['again', 'more', 'less'] as const;
export type RetryAction = (typeof retryActions)[number];

/** One press of “more” multiplies the strength by this, one press of “less” divides by it. */
const strengthStep = 1.6;

/**
 * Settings for repeating a job whose settings were `settings`.
 * `random` returns numbers in [0, 1), like `Math.random`; only `again` draws from it.
 * @throws AppError `BAD_OPTION` when the strength is already at its limit.
 */
export function retrySettings(
  action: RetryAction,
  settings: RenderSettings,
  random: () => number,
): RenderSettings {
  switch (action) {
    case 'again':
      return {...settings, seed: anotherSeed(settings.seed, random)};
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
  }
}

/** Uniform over all seeds but the old one: the draw skips its place. */
function anotherSeed(old: number, random: () => number): number {
  const draw = Math.floor(random() * limits.maxSeed);
  return draw < old ? draw : draw + 1;
}

/** Two decimals are what people see and type. */
function limitStrength(strength: number): number {
  const rounded = Math.round(strength * 100) / 100;
  return Math.min(limits.maxStrength, Math.max(limits.minStrength, rounded));
}
