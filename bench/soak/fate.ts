export interface Fate {
  /** `dies once` continues from its checkpoint the second time. */
  kind: 'done' | 'fails' | 'dies' | 'dies once';
  ms: number;
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
/** In this range, a seed says how long its job takes: 1,002,500 takes 2.5 s. */
const timed = {from: 1_000_000, below: 1_060_000};

/** What the fast renderer does with a job that has this seed. */
export function fateOf(seed: number): Fate {
  const isTimed = seed >= timed.from && seed < timed.below;
  return {kind: rare[seed % kinds] ?? 'done', ms: isTimed ? seed - timed.from : 60 + (seed % 11) * 24};
}
