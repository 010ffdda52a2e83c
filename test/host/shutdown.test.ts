import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createShutdown} from '../../src/host/shutdown.ts';
import {silentLog} from '../commands/fake-services.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('shutdown', () => {
  test('runs every step in order, even after a failed one, then exits with the code', async () => {
    const ran: string[] = [];
    const fails = () => {
      ran.push('a');
      throw new Error('a');
    };
    const steps = [
      {name: 'a', limitMs: 100, run: fails},
      {name: 'b', limitMs: 100, run: async () => void ran.push('b')},
    ];
    const shutdown = createShutdown(steps, silentLog, (code) => ran.push(`exit ${code}`));
    await shutdown('test', 3);
    expect(ran).toEqual(['a', 'b', 'exit 3']);
  });

  test('happens once', async () => {
    const exit = vi.fn();
    const shutdown = createShutdown([], silentLog, exit);
    await Promise.all([shutdown('SIGTERM', 0), shutdown('SIGINT', 0)]);
    expect(exit).toHaveBeenCalledOnce();
  });

  test('continues with the next step if one takes too long', async () => {
    const ran: string[] = [];
    const steps = [
      {name: 'hangs', limitMs: 2_000, run: () => new Promise<void>(() => {})},
      {name: 'next', limitMs: 100, run: () => void ran.push('next')},
    ];
    void createShutdown(steps, silentLog, (code) => ran.push(`exit ${code}`))('test', 0);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(ran).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(ran).toEqual(['next', 'exit 0']);
  });

  test('says that a step took too long, and which, only if one did', async () => {
    const lines: object[] = [];
    const log = {
      ...silentLog,
      warn: (fields: object, message: string) => void lines.push({...fields, message}),
    };
    const waits = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const steps = [
      {name: 'quick', limitMs: 1_000, run: () => {}},
      {name: 'just in time', limitMs: 1_000, run: waits(900)},
      {name: 'late', limitMs: 1_000, run: waits(1_500)},
      {
        name: 'broken',
        limitMs: 1_000,
        run() {
          throw new Error('broken');
        },
      },
    ];
    const exit = vi.fn();
    void createShutdown(steps, log, exit)('test', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(exit).toHaveBeenCalledOnce();
    expect(lines).toEqual([{step: 'late', limitMs: 1_000, message: 'shutdown step took too long'}]);
  });

  test('exits within ten seconds, no matter how long the steps take', async () => {
    const exit = vi.fn();
    const hangs = {name: 'hangs', limitMs: 60_000, run: () => new Promise<void>(() => {})};
    void createShutdown([hangs], silentLog, exit)('test', 0);
    await vi.advanceTimersByTimeAsync(8_900);
    expect(exit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(exit).toHaveBeenCalledWith(0);
  });
});
