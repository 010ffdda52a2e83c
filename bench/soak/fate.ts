export interface Fate {
  /** `dies once`: the second attempt continues from the checkpoint. */
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

/** What the fast renderer does with a job that has this seed. */
export function fateOf(seed: number): Fate {
  return {kind: rare[seed % kinds] ?? 'done', ms: 60 + (seed % 11) * 24};
}
