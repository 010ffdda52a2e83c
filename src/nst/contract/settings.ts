/** Validates render settings from any source. */
import {AppError} from '../../errors.ts';
import {colorModes, limits, qualities, type RenderSettings, subjectModes} from './protocol.ts';

/** @throws AppError `BAD_OPTION` naming the option, its range and the value received */
export function checkSettings({
  size,
  quality,
  strength,
  styleScale,
  colors,
  subject,
  seed,
}: RenderSettings): void {
  requireRange('size', size, {least: limits.minSize, most: limits.maxSize, whole: true});
  requireRange('seed', seed, {least: 0, most: limits.maxSeed, whole: true});
  requireRange('strength', strength, {least: limits.minStrength, most: limits.maxStrength});
  requireRange('styleScale', styleScale, {least: limits.minStyleScale, most: limits.maxStyleScale});
  requireOneOf('quality', quality, qualities);
  requireOneOf('colors', colors, colorModes);
  requireOneOf('subject', subject, subjectModes);
}

/** Bounds are inclusive. @throws AppError `BAD_OPTION` */
export function requireRange(
  option: string,
  value: number,
  {least, most, whole = false}: {least: number; most: number; whole?: boolean},
): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  const received = String(value);
  const kind = whole ? 'a whole number' : 'a number';
  const message = `${option}: expected ${kind} from ${least} to ${most}, received ${received}`;
  throw new AppError('BAD_OPTION', message, {
    detail: {reason: 'optionRange', option, least, most, whole, received},
  });
}

/** @throws AppError `BAD_OPTION` */
export function requireOneOf<T extends string>(option: string, received: string, values: readonly T[]): T {
  const value = values.find((known) => known === received);
  if (value !== undefined) return value;
  const message = `${option}: expected one of ${values.join(', ')}, received ${received}`;
  throw new AppError('BAD_OPTION', message, {
    detail: {reason: 'optionChoice', option, expected: values, received},
  });
}
