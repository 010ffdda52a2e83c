import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createShutdown} from '../../src/bot/shutdown.ts';
import {silentLog} from '../commands/fake-services.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('shutdown', () => {
  test('runs every step in its order, also after one that failed, then exits with the code', async () => {
    const ran: string[] = [];
    const fails = () => {
      ran.push('a');
      throw new Error('a');
    };
    const steps = [
      {name: 'a', run: fails},
      {name: 'b', run: async () => void ran.push('b')},
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

  test('exits after ten seconds when a step hangs', async () => {
    const exit = vi.fn();
    const shutdown = createShutdown([{name: 'hangs', run: () => new Promise(() => {})}], silentLog, exit);
    void shutdown('test', 0);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(exit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(exit).toHaveBeenCalledWith(0);
  });
});
