import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {ThrottledEditor} from '../../../../src/commands/messages/reply/throttled-editor.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** An editor whose edits take `editMs` each; records every edit and when it began. */
function recorder(editMs: number, gate = <Result>(edit: () => Promise<Result>) => edit()) {
  const startedAt = Date.now();
  const edits: [atMs: number, value: string][] = [];
  const errors: unknown[] = [];
  const failing = new Set<string>();
  const editor = new ThrottledEditor<string>(
    async (value) => {
      edits.push([Date.now() - startedAt, value]);
      await new Promise((resolve) => setTimeout(resolve, editMs));
      if (failing.has(value)) throw new Error(value);
    },
    {
      minIntervalMs: 2_500,
      settleMs: 150,
      gate,
      merge: (_waiting, next) => next,
      onError: (error) => errors.push(error),
    },
  );
  return {editor, edits, errors, failing};
}

describe('ThrottledEditor', () => {
  test('waits for values that come together to settle, and writes only the newest', async () => {
    const {editor, edits} = recorder(100);
    editor.offer('starting');
    editor.offer('queued');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(edits).toEqual([[150, 'queued']]);
  });

  test('writes the newest value at most once per interval and never two at a time', async () => {
    const {editor, edits} = recorder(1_000);
    for (let step = 0; step < 100; step += 1) {
      editor.offer(`frame ${step}`);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(edits).toEqual([
      [150, 'frame 1'],
      [3_650, 'frame 36'],
      [7_150, 'frame 71'],
    ]);
  });

  test('while others are let through first, waits with the newest value only, and can close at once', async () => {
    const opens: (() => void)[] = [];
    const gate = async <Result>(edit: () => Promise<Result>): Promise<Result> => {
      await new Promise<void>((open) => opens.push(open));
      return edit();
    };
    const {editor, edits} = recorder(0, gate);
    editor.offer('a');
    await vi.advanceTimersByTimeAsync(5_000);
    editor.offer('b');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(edits).toEqual([]);
    opens.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(edits).toEqual([[10_000, 'b']]);
    await vi.advanceTimersByTimeAsync(5_000);
    editor.offer('c');
    await editor.close();
    for (const open of opens) open();
    await vi.advanceTimersByTimeAsync(0);
    expect(edits).toHaveLength(1);
  });

  test('writes a value at once after a pause longer than the interval', async () => {
    const {editor, edits} = recorder(0);
    editor.offer('a');
    await vi.advanceTimersByTimeAsync(10_000);
    editor.offer('b');
    await vi.advanceTimersByTimeAsync(0);
    expect(edits).toEqual([
      [150, 'a'],
      [10_000, 'b'],
    ]);
  });

  test('when closed, drops waiting values but waits for the edit under way', async () => {
    const {editor, edits} = recorder(1_000);
    editor.offer('a');
    await vi.advanceTimersByTimeAsync(200);
    editor.offer('b');
    const closed = vi.fn();
    const closing = editor.close().then(closed);
    editor.offer('c');
    await vi.advanceTimersByTimeAsync(900);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    await closing;
    expect(edits).toEqual([[150, 'a']]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('reports a failed edit and continues with the next value', async () => {
    const {editor, edits, errors, failing} = recorder(10);
    failing.add('a');
    editor.offer('a');
    await vi.advanceTimersByTimeAsync(200);
    editor.offer('b');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(errors).toEqual([new Error('a')]);
    expect(edits.map(([, value]) => value)).toEqual(['a', 'b']);
  });
});
