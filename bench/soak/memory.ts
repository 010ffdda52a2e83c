import type {LogLine} from '../../sandbox/bot-process.ts';

export interface MemoryTrend {
  /** Resident memory, MiB: medians over the second and the last quarter of the time. */
  rssBeforeMb: number;
  rssAfterMb: number;
  /** Memory in use after a garbage collection, MiB: medians over the same quarters. */
  usedBeforeMb: number;
  usedAfterMb: number;
  /** Growth of the memory in use, MiB per minute, by least squares. */
  usedMbPerMinute: number;
  seconds: number;
}

interface Sample {
  rssMb: number;
  usedMb: number;
  collected: boolean;
  time: number;
}

/** How the memory of one bot process developed, from what its probe printed once a second. */
export function memoryTrend(lines: readonly LogLine[]): MemoryTrend {
  const samples = lines
    .filter(({fields}) => fields.msg === 'probe memory')
    .map(({fields}, time) => ({...(fields as unknown as Omit<Sample, 'time'>), time}));
  const collected = samples.filter((sample) => sample.collected);
  const quarter = (of: readonly Sample[], index: number): readonly Sample[] =>
    of.slice(Math.floor((of.length * (index - 1)) / 4), Math.floor((of.length * index) / 4));
  const rss = (index: number) => median(quarter(samples, index).map(({rssMb}) => rssMb));
  const used = (index: number) => median(quarter(collected, index).map(({usedMb}) => usedMb));
  const warm = collected.slice(Math.floor(collected.length / 4));
  return {
    rssBeforeMb: rss(2),
    rssAfterMb: rss(4),
    usedBeforeMb: used(2),
    usedAfterMb: used(4),
    usedMbPerMinute: slope(warm.map(({time, usedMb}) => [time / 60, usedMb])),
    seconds: samples.length,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Slope of the least-squares line. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const x = mean(([value]) => value);
  const y = mean(([, value]) => value);
  const covariance = mean(([px, py]) => (px - x) * (py - y));
  const variance = mean(([px]) => (px - x) ** 2);
  return covariance / variance;
}
