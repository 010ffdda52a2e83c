export interface Fate {
  /** `dies once` continues from its checkpoint the second time. */
  kind: 'done' | 'fails' | 'dies' | 'dies once';
  ms: number;
  /** It ends only after `letGo`. */
  held: boolean;
}

const rare: Readonly<Record<number, Fate['kind']>> = {
  3: 'fails',
  13: 'fails',
  23: 'fails',
  7: 'dies',
  17: 'dies once',
  37: 'dies once',
};
const kinds = 50;
const firstHeld = 1_000_000;

/** Seeds of held pictures. */
export const heldSeeds = {done: firstHeld, fails: firstHeld + 3} as const;

/** What the fast renderer does with a job that has this seed. */
export function fateOf(seed: number): Fate {
  const held = seed >= firstHeld && seed < firstHeld + kinds;
  return {kind: rare[seed % kinds] ?? 'done', ms: held ? 0 : 60 + (seed % 11) * 24, held};
}
