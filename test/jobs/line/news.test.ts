import {describe, expect, test} from 'vitest';
import {type Told, toldNow, whoHears} from '../../../src/jobs/line/news.ts';

interface Reader {
  told?: Told;
}

/** A line of that many, who were all told where they stood at that time. */
function line(count: number, toldAtMs = 0): Reader[] {
  return Array.from({length: count}, (_, index) => ({told: toldNow(index + 1, undefined, toldAtMs)}));
}

/** The same line after the first one has begun; everybody has moved up. */
const moveUp = (readers: readonly Reader[]): Reader[] => readers.slice(1);

/** The positions of those who hear. */
const hear = (readers: readonly Reader[], most: number, nowMs: number): number[] =>
  whoHears(readers, [], most, nowMs).map((index) => index + 1);

describe('who hears', () => {
  test('nobody who knows already how they stand', () => {
    expect(hear(line(10), 5, 60_000)).toEqual([]);
  });

  test('every newcomer, however many there are', () => {
    const newcomers = Array.from({length: 20}, () => ({}));
    expect(hear([...newcomers, ...moveUp(line(10))], 5, 60_000)).toHaveLength(25);
  });

  test('only as many others as may, first those near their turn', () => {
    expect(hear(moveUp(line(1_000)), 5, 60_000)).toEqual([1, 2, 3, 4, 5]);
  });

  test('whoever was told long ago before others at the same distance', () => {
    const readers = moveUp(line(1_000, 50_000));
    readers[99]!.told = toldNow(101, undefined, 0);
    expect(hear(readers, 20, 60_000)).toContain(100);
    expect(hear(readers, 20, 60_000)).not.toContain(50);
  });

  test.each([
    [undefined, 30, true],
    [30, 20, false],
    [30, 11, false],
    [30, 9, true],
    [30, 35, true],
    [60, 30, true],
    [130, 140, false],
    [130, 150, true],
    [610, 700, false],
    [30, undefined, false],
  ] as const)('told %s s, ten seconds later %s s: news %s', (told, startsInSeconds, isNews) => {
    const heard = whoHears([{told: toldNow(1, told, 0)}], [startsInSeconds], 1, 10_000);
    expect(heard).toEqual(isNews ? [0] : []);
  });

  test('in a long line that moves, everybody now and then, and more often the nearer they come', () => {
    const heard = new Map<Reader, number[]>();
    let readers = line(2_000);
    for (let beat = 1; readers.length > 0; beat++) {
      readers = moveUp(readers);
      for (const position of hear(readers, 10, beat * 500)) {
        const reader = readers[position - 1]!;
        reader.told = toldNow(position, undefined, beat * 500);
        heard.set(reader, [...(heard.get(reader) ?? []), position]);
      }
    }
    expect(heard.size).toBeGreaterThan(1_990);
    for (const [, told] of [...heard].slice(200)) {
      expect(told.at(-1), 'the last position told').toBeLessThanOrEqual(10);
      for (const [index, position] of told.slice(1).entries())
        if (position > 10) expect(told[index]! / position, 'moved up between two tellings').toBeLessThan(4);
    }
  });
});
