/** Scores of pictures as lines and tables. */
import type {Verdict} from './judge/judge.ts';

export interface Score extends Verdict {
  pair: string;
  /** Undefined for a picture that was put into the cache by hand. */
  seconds: number | undefined;
  clipped: number;
  grid: number;
  grey: number;
}

/** Everything known of one picture, in a line. */
export function describe(score: Score): string {
  const {pair, face, seconds, score: total, liking, R4, R5, Rs, d, S, fine, clipped, grid, grey} = score;
  const figures = Object.entries({R4, R5, Rs, d, S, fine}).map(
    ([name, value]) => `${name} ${value.toFixed(2)}`,
  );
  const gates = Object.entries({clipped, grid, grey}).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  const seen = face && [
    `face ${face.found.toFixed(2)} box ${face.box.toFixed(2)}`,
    `tone ${face.tone.photo.toFixed(2)} > ${face.tone.picture.toFixed(2)}`,
  ];
  return [
    pair.padEnd(32),
    `score ${total.toFixed(3)}`,
    `liking ${liking.toFixed(3)}`,
    ...figures,
    ...gates,
    ...(seen ?? []),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(0)} s`]),
  ].join('  ');
}

/** A row for each variant: mean, median, mean of the worst quarter and worst score, the mean liking, and what they are made of. */
export function summary(variants: readonly (readonly [string, readonly Score[]])[]): string {
  const titles = [
    'variant',
    'score',
    'median',
    'worst quarter',
    'worst',
    'liking',
    'R',
    'd',
    'S',
    'fine',
    'worst face box',
  ];
  const more = ['tone off, most', 'clipped', 'grid', 'grey', 'seconds'];
  const rows = variants.map(([name, scores]) => {
    const of = (value: (score: Score) => number | undefined): number[] =>
      scores.map(value).filter((one) => one !== undefined);
    const totals = of(({score}) => score).toSorted((a, b) => a - b);
    const cells: (readonly [number | undefined, number])[] = [
      [mean(totals), 3],
      [totals[Math.floor(totals.length / 2)], 3],
      [mean(totals.slice(0, Math.ceil(totals.length / 4))), 3],
      [totals[0], 3],
      [mean(of(({liking}) => liking)), 3],
      [mean(of(({R}) => R)), 2],
      [mean(of(({d}) => d)), 3],
      [mean(of(({S}) => S)), 2],
      [mean(of(({fine}) => fine)), 2],
      [least(of(({face}) => face?.box)), 2],
      [most(of(({face}) => face && Math.abs(face.tone.picture - face.tone.photo))), 2],
      [mean(of(({clipped}) => clipped)), 3],
      [mean(of(({grid}) => grid)), 4],
      [mean(of(({grey}) => grey)), 3],
      [mean(of(({seconds}) => seconds)), 0],
    ];
    return `| ${[name, ...cells.map(([value, digits]) => value?.toFixed(digits) ?? '–')].join(' | ')} |`;
  });
  const head = [...titles, ...more];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
}

function least(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.min(...values) : undefined;
}

function most(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.max(...values) : undefined;
}
