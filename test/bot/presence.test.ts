import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type Presence, type PresenceShard, presenceText, startPresence} from '../../src/bot/presence.ts';
import {wordsFor} from '../../src/commands/words/words.ts';

let text: string | undefined;
let shards: PresenceShard[];
let sent: string[];
let fails: boolean;
let presence: Presence;

beforeEach(() => {
  vi.useFakeTimers();
  [text, sent, fails] = ['/stylize', [], false];
  shards = [
    {id: 0, isReady: true},
    {id: 1, isReady: true},
  ];
  presence = startPresence({
    shards: () => shards,
    text: () => text,
    async send(shard, {activities}) {
      if (fails) throw new Error('the connection is lost');
      sent.push(`${shard} ${activities[0]?.state ?? 'nothing'}`);
    },
    onTrouble: () => undefined,
  });
});
afterEach(() => {
  presence.stop();
  vi.useRealTimers();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

test('each shard shows it as soon as it is connected', async () => {
  shards[1] = {id: 1, isReady: false};
  presence.renew(0);
  expect(sent).toEqual(['0 /stylize']);
  shards[1] = {id: 1, isReady: true};
  presence.renew(1);
  expect(sent).toEqual(['0 /stylize', '1 /stylize']);
});

test('is sent only when it has changed, and no more than once in thirty seconds', async () => {
  presence.renew(0);
  await pass(60);
  expect(sent).toEqual(['0 /stylize', '1 /stylize']);
  for (let second = 0; second < 60; second += 1) {
    text = `${second} pictures in line`;
    await pass(1);
  }
  expect(sent.filter((line) => line.startsWith('0'))).toHaveLength(3);
});

test('a new session shows nothing, so it is told again, but not at a faster rate', async () => {
  presence.renew(0);
  presence.renew(0);
  expect(sent).toHaveLength(2);
  await pass(35);
  expect(sent).toEqual(['0 /stylize', '1 /stylize', '0 /stylize']);
});

test('switched off, it goes; never switched on, nothing is sent', async () => {
  text = undefined;
  presence.renew(0);
  await pass(60);
  expect(sent).toEqual([]);
  text = '/stylize';
  await pass(35);
  text = undefined;
  await pass(60);
  expect(sent).toEqual(['0 /stylize', '1 /stylize', '0 nothing', '1 nothing']);
});

test('what could not be sent is sent later', async () => {
  fails = true;
  presence.renew(0);
  await pass(1);
  fails = false;
  await pass(60);
  expect(sent).toEqual(['0 /stylize', '1 /stylize']);
});

test.each([
  [{waiting: 3, running: 1, isPaused: false}, '3 pictures in line'],
  [{waiting: 1, running: 1, isPaused: false}, '1 picture in line'],
  [{waiting: 0, running: 1, isPaused: false}, 'painting'],
  [{waiting: 0, running: 0, isPaused: false}, '/stylize'],
  [{waiting: 3, running: 0, isPaused: true}, 'paused'],
])('with %j it says “%s”', (queue, expected) => {
  expect(presenceText(queue, wordsFor('en-US'))).toBe(expected);
});

test('speaks Vietnamese too, and never more than Discord shows', () => {
  const vi = wordsFor('vi');
  expect(presenceText({waiting: 0, running: 0, isPaused: false}, vi)).toBe('/vẽ-lại');
  expect(presenceText({waiting: 10_000, running: 0, isPaused: false}, vi).length).toBeLessThan(128);
});
