/** Validates render settings, whoever they come from. */
import {AppError} from '../errors.ts';
import {colorModes, limits, qualities, type RenderSettings} from './protocol.ts';

/** @throws AppError `BAD_OPTION` naming the option, its range and what came. */
export function checkSettings({size, quality, strength, styleScale, colors, seed}: RenderSettings): void {
  expectInteger('size', size, limits.minSize, limits.maxSize);
  expectInteger('seed', seed, 0, limits.maxSeed);
  expectNumber('strength', strength, limits.minStrength, limits.maxStrength);
  expectNumber('styleScale', styleScale, limits.minStyleScale, limits.maxStyleScale);
  if (!qualities.includes(quality)) throw refusal('quality', `one of ${qualities.join(', ')}`, quality);
  if (!colorModes.includes(colors)) throw refusal('colors', `one of ${colorModes.join(', ')}`, colors);
}

function expectInteger(option: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw refusal(option, `a whole number from ${least} to ${most}`, value);
  }
}

function expectNumber(option: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw refusal(option, `a number from ${least} to ${most}`, value);
}

function refusal(option: string, expected: string, received: unknown): AppError {
  return new AppError('BAD_OPTION', `${option}: expected ${expected}, received ${String(received)}`);
}
