import {afterEach, describe, expect, test} from 'vitest';
import {Clock} from '../../sandbox/clock.ts';
import {SnowflakeSource} from '../../sandbox/snowflake.ts';
import {sandboxAlone} from './bot.ts';

describe('clock', () => {
  const clock = new Clock();
  afterEach(() => clock.close());

  test('jumps ahead and fires the timers that fall due on the way, in order', () => {
    const fired: string[] = [];
    const startedAt = clock.now();
    clock.after(300, () => fired.push(`late ${Math.round((clock.now() - startedAt) / 100)}`));
    clock.after(100, () => {
      fired.push('early');
      clock.after(50, () => fired.push('nested'));
    });
    const cancel = clock.after(200, () => fired.push('cancelled'));
    cancel();
    clock.advance(1_000);
    expect(fired).toEqual(['early', 'nested', 'late 3']);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(1_000);
    expect(clock.now() - startedAt).toBeLessThan(1_200);
  });

  test('runs at real speed otherwise', async () => {
    const startedAt = performance.now();
    await new Promise<void>((resolve) => clock.after(30, resolve));
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });

  test('dates snowflakes, unless they are deterministic', () => {
    const ids = new SnowflakeSource(clock, {deterministic: false});
    const [first, second] = [ids.next(), ids.next()];
    clock.advance(60_000);
    const ageMs = Number((BigInt(ids.next()) >> 22n) - (BigInt(first) >> 22n));
    expect(BigInt(second)).toBeGreaterThan(BigInt(first));
    expect(ageMs).toBeGreaterThanOrEqual(60_000);
    const sequence = () => {
      const source = new SnowflakeSource(clock, {deterministic: true});
      return [source.next(), source.next()];
    };
    expect(sequence()).toEqual(sequence());
  });
});

describe('waiting', () => {
  test('in vain fails with what was waited for and what was there instead', async () => {
    const sandbox = await sandboxAlone();
    const message = await sandbox.user('mia').send('hello');
    const options = {timeoutMs: 20, description: 'the picture'};
    await expect(message.waitFor(({content}) => content === 'bye', options)).rejects.toThrow(
      /waited 20 ms in vain for the picture\.\nLast seen: \d+ by mia: "hello"/,
    );
    const channel = sandbox.channel('general');
    const later = channel.waitForMessage(({content}) => content === 'later', {after: message});
    await sandbox.user('max').send('later');
    expect((await later).current.author.username).toBe('max');
  });
});

test('a closed sandbox frees its port and leaves nothing running', async () => {
  const first = await sandboxAlone({deterministicIds: true});
  const {port} = new URL(first.origin);
  await first.close();
  await expect(fetch(`${first.apiUrl}/gateway`)).rejects.toThrow();
  const second = await sandboxAlone({port: Number(port), deterministicIds: true});
  expect([second.origin, second.applicationId]).toEqual([first.origin, first.applicationId]);
});
