/** Smooth noise from a hash of lattice points. It has no state: the same seed gives the same noise. */
import {smoothstep} from './plate.ts';

/** A number in 0–1 for a lattice point. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Value noise, 0–1, one lattice point per unit. */
export function noise(x: number, y: number, seed: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [smoothstep(0, 1, x - left), smoothstep(0, 1, y - top)];
  const above = hash(left, top, seed) * (1 - u) + hash(left + 1, top, seed) * u;
  const below = hash(left, top + 1, seed) * (1 - u) + hash(left + 1, top + 1, seed) * u;
  return above * (1 - v) + below * v;
}

/** Octaves of noise, each half as large and half as strong; 0–1. */
export function fractal(x: number, y: number, seed: number, octaves = 4): number {
  let sum = 0;
  let weight = 0;
  for (let octave = 0; octave < octaves; octave++) {
    const share = 0.5 ** octave;
    sum += share * noise(x * 2 ** octave, y * 2 ** octave, seed + octave);
    weight += share;
  }
  return sum / weight;
}
