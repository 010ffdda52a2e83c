import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {dropAbsent, graceDays, startAbsenceWatch} from '../../../src/commands/guilds/absence-watch.ts';
import {openDatabase} from '../../../src/jobs/store/database.ts';
import {openGuildRules} from '../../../src/jobs/store/guild-rules.ts';
import {openAbsences} from '../../../src/jobs/store/guilds/absences.ts';
import {openJobStore, type PersistentJobStore} from '../../../src/jobs/store/store.ts';
import {openStyleLibrary} from '../../../src/styles/style-library.ts';
import {jobInputs, jobRecord, painted} from '../../fixtures/job-record.ts';
import {discordError, FakeDiscord} from '../fake-discord.ts';
import {silentLog, solidPng} from '../fake-services.ts';

const unknownGuild = discordError(10004, 404);
const missingAccess = discordError(50001, 403);
const unknownChannel = discordError(10003, 404);
const start = new Date('2026-03-01T00:00:00Z');
/** Painted, and its owner knows. */
const shown = {...painted(), toldAt: '2024-05-01T10:01:01.000Z'};
const day = (number: number): Date => new Date(start.getTime() + number * 24 * 60 * 60_000);

let discord: FakeDiscord;
let store: PersistentJobStore;
let options: Parameters<typeof dropAbsent>[0];

beforeEach(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-absence-'));
  const database = openDatabase(dataDir);
  store = openJobStore(dataDir, undefined, database);
  const guildRules = openGuildRules(database);
  const styles = await openStyleLibrary({dataDir, onProblem: () => undefined});
  discord = new FakeDiscord();
  options = {rest: discord, guildRules, styles, store, absences: openAbsences(database), log: silentLog};
  guildRules.set('1', {...guildRules.of('1'), blocked: ['9']});
  await styles.shelfOf('2').add({title: 'Mine', artist: '', image: await solidPng(), addedBy: '9'});
});
afterEach(() => store.close());

const kept = async (): Promise<string[]> => [
  ...options.guildRules.guilds(),
  ...(await options.styles.groups()),
];

describe('a server that the bot has left', () => {
  test.each([
    ['404 Unknown Guild', unknownGuild],
    ['403 Missing Access', missingAccess],
  ])('keeps its styles and rules for thirty days, then they go (%s)', async (_what, error) => {
    discord.failOn('GET', /guilds/, error);
    await dropAbsent(options, () => day(0));
    await dropAbsent(options, () => day(graceDays - 0.1));
    expect(await kept()).toEqual(['1', '2']);
    await dropAbsent(options, () => day(graceDays));
    expect(await kept()).toEqual([]);
  });

  test('starts anew when the bot was there in between', async () => {
    discord.failOnce('GET', /guilds\/1/, unknownGuild);
    await dropAbsent(options, () => day(0));
    await dropAbsent(options, () => day(15));
    discord.failOn('GET', /guilds\/1/, unknownGuild);
    await dropAbsent(options, () => day(20));
    await dropAbsent(options, () => day(20 + graceDays - 1));
    expect(await kept()).toEqual(['1', '2']);
    await dropAbsent(options, () => day(20 + graceDays));
    expect(await kept()).toEqual(['2']);
  });

  test.each([
    ['the network', new Error('ECONNRESET')],
    ['a wrong token', discordError(0, 401)],
    ['Discord in trouble', discordError(0, 503)],
    ['a rate limit', discordError(0, 429)],
  ])('is not told from %s', async (_what, error) => {
    discord.failOn('GET', /guilds/, error);
    for (const number of [0, graceDays, 3 * graceDays]) await dropAbsent(options, () => day(number));
    expect(await kept()).toEqual(['1', '2']);
  });

  test('loses the traces of its messages too', async () => {
    discord.failOn('GET', /guilds/, unknownGuild);
    await store.add(jobRecord('a', {...shown, guildId: '1', channelId: '6', replyKey: '7'}), jobInputs());
    await store.forget('ann');
    expect(store.traces.of({messageId: '7'})).toHaveLength(1);
    for (const number of [0, graceDays]) await dropAbsent(options, () => day(number));
    expect(store.traces.of({messageId: '7'})).toEqual([]);
  });
});

describe('a deleted channel', () => {
  beforeEach(async () => {
    await store.add(jobRecord('a', {...shown, channelId: '6', replyKey: '7'}), jobInputs());
    await store.add(jobRecord('b', {...shown, channelId: '5', replyKey: '8'}), jobInputs());
    await store.add(jobRecord('c', {channelId: '6', replyKey: '9'}), jobInputs());
  });

  test('takes the pictures that were finished there with it, and nothing else', async () => {
    discord.failOn('GET', /channels\/6/, unknownChannel);
    await dropAbsent(options, () => day(0));
    expect(['a', 'b', 'c'].filter((id) => store.get(id))).toEqual(['b', 'c']);
  });

  test('is not one that the bot cannot see', async () => {
    discord.failOn('GET', /channels/, missingAccess);
    await dropAbsent(options, () => day(0));
    expect(store.get('a')).toBeDefined();
  });
});

test('it looks a minute after the start, then every day, until it is stopped', async () => {
  vi.useFakeTimers();
  const looked = vi.fn(async () => []);
  const stop = startAbsenceWatch({
    ...options,
    guildRules: {guilds: () => [], reset: () => undefined},
    styles: {groups: looked, dropShelf: async () => undefined},
  });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(looked).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(looked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2 * 24 * 60 * 60_000);
  expect(looked).toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(2 * 24 * 60 * 60_000);
  expect(looked).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
