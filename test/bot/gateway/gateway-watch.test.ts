import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {GatewayWatch} from '../../../src/bot/gateway/gateway-watch.ts';

let lines: {message: string; fields: object}[];
let lost: number;
let watch: GatewayWatch;
let pauses: number[];
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  lost = 0;
  pauses = [];
  const note = (fields: object, message: string) => void lines.push({message, fields});
  watch = new GatewayWatch({
    log: {debug: note, info: note, warn: note, error: note},
    onLost() {
      lost += 1;
    },
    async wait(ms) {
      pauses.push(ms / 1000);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});
const said = (words: string) => lines.filter(({message}) => message.includes(words));

/** How long the next connection is held back, in seconds. */
async function pause(): Promise<number> {
  await watch.beforeConnect(0);
  return pauses.splice(0).at(-1) ?? 0;
}

test('a single closing is told in one line and tried again at once', async () => {
  watch.closed(0, 4000);
  expect(await pause()).toBe(0);
  watch.connected(0);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    {message: 'gateway reconnecting', fields: {shard: 0, code: 4000, reason: 'UnknownError'}},
  ]);
});

test('pauses grow up to a minute, and begin anew after a good connection', async () => {
  const all: number[] = [];
  for (let closing = 0; closing < 10; closing += 1) {
    watch.closed(0, 1006);
    all.push(await pause());
  }
  expect(all).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  watch.connected(0);
  vi.advanceTimersByTime(60_000);
  expect(said('the gateway is back')).toHaveLength(1);
  watch.closed(0, 1006);
  expect(await pause()).toBe(0);
});

test.each([
  ['Discord', 4002, 3],
  ['the network', 1006, 7],
])('the session is given up at closing after closing by %s (%i)', async (_, code, last) => {
  const answers: string[] = [];
  for (let closing = 0; closing < last; closing += 1) {
    answers.push(await watch.beforeConnect(0));
    watch.closed(0, code);
  }
  expect(new Set(answers)).toEqual(new Set(['resume']));
  expect(await watch.beforeConnect(0)).toBe('anew');
  watch.connected(0);
  vi.advanceTimersByTime(60_000);
  watch.closed(0, code);
  expect(await watch.beforeConnect(0)).toBe('resume');
});

test('connections that break as soon as they are made are not back', () => {
  for (let closing = 0; closing < 5; closing += 1) {
    watch.closed(0, 1006);
    watch.connected(0);
    vi.advanceTimersByTime(2_000);
  }
  expect(said('the gateway keeps closing')).toHaveLength(4);
  expect(said('the gateway is back')).toEqual([]);
});

test('the reason is the one that the connection gave', () => {
  watch.failed(0, 'Unexpected server response: 502');
  watch.closed(0, 1006);
  expect(lines[0]?.fields).toMatchObject({reason: 'Unexpected server response: 502'});
});

test('one shard says nothing of another', async () => {
  watch.closed(1, 4000);
  watch.closed(1, 4000);
  expect(await pause()).toBe(0);
});

test.each([4004, 4010, 4011, 4012, 4013, 4014])('%i is the end, and says what to do', (code) => {
  watch.closed(0, code);
  expect(lost).toBe(1);
  expect(lines.map(({message}) => message)).toEqual([
    expect.stringMatching(new RegExp(`\\(${code}\\): .{10}`)),
  ]);
});

test('a shard that is closed for good is named, and ends nothing while others are left', () => {
  watch.expect([4, 5, 6], 16);
  watch.connected(4, 600);
  watch.closed(5, 4011);
  expect(lost).toBe(0);
  expect(lines[0]).toMatchObject({
    fields: {shard: 5, code: 4011},
    message: expect.stringMatching(/^Shard 5 of 16: .*\(4011\): .*SHARDS.*the other shards go on\.$/),
  });
  watch.closed(4, 4004);
  watch.closed(6, 4004);
  expect(lost).toBe(1);
  expect(lines.at(-1)?.message).toMatch(/^Shard 6 of 16: .*\(4004\): check DISCORD_TOKEN[^;]*$/);
});

test.each([
  [4014, 1],
  [4004, 1],
  [4010, 0],
  [4011, 0],
])('before any shard has logged in, %i of the first ends the process: %i', (code, ends) => {
  watch.expect([0, 1, 2, 3], 4);
  watch.closed(0, code);
  expect(lost).toBe(ends);
  expect(lines).toHaveLength(1);
});

test('the servers of all shards are counted, and those of a shard that logs in again only once', () => {
  watch.connected(0, 700);
  watch.connected(1, 650);
  watch.connected(0);
  watch.connected(1, 660);
  expect(watch.guilds).toBe(1_360);
});

test('nothing is told of connections that this process closes', () => {
  watch.stop();
  watch.closed(0, 1000);
  watch.closed(0, 4004);
  expect(lines).toEqual([]);
  expect(lost).toBe(0);
});

test('names the shards that are not connected, and counts every closing', () => {
  const closed: number[] = [];
  const log = {debug() {}, info() {}, warn() {}, error() {}};
  watch = new GatewayWatch({log, onLost() {}, onClosed: (shard) => closed.push(shard)});
  watch.expect([4, 5, 6], 16);
  expect(watch.missing).toBe('shards 4, 5, 6 of 16 are not connected');
  for (const shard of [4, 5, 6]) watch.connected(shard, 1);
  expect(watch.missing).toBeUndefined();
  watch.closed(5, 1006);
  expect(watch.missing).toBe('shard 5 of 16 is not connected');
  expect(watch.shards).toEqual([
    {shard: 4, connected: true},
    {shard: 5, connected: false},
    {shard: 6, connected: true},
  ]);
  watch.connected(5);
  watch.stop();
  watch.closed(6, 1000);
  expect(watch.missing).toBe('shard 6 of 16 is not connected');
  expect(closed).toEqual([5, 6]);
});

test('of many missing shards only some are named', () => {
  watch.expect(
    Array.from({length: 20}, (_, shard) => shard),
    20,
  );
  expect(watch.missing).toBe('shards 0, 1, 2, 3, 4, 5, 6, 7 and 12 more of 20 are not connected');
});
