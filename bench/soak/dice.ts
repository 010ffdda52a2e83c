import {randomSource} from '../../src/nst/look/random.ts';

/** Seeded choices. */
export interface Dice {
  chance(probability: number): boolean;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

export function rollDice(seed: number): Dice {
  const {uniform} = randomSource(seed);
  return {
    chance: (probability) => uniform() < probability,
    between: (from, to) => from + uniform() * (to - from),
    pick: (choices) => choices[Math.floor(uniform() * choices.length)] ?? choices[0],
  };
}
