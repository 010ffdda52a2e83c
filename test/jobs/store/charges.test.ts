import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Charges, openCharges} from '../../../src/jobs/store/charges.ts';
import {openDatabase} from '../../../src/jobs/store/database.ts';
import {openGuildRules} from '../../../src/jobs/store/guild-rules.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const none = {cooldownSeconds: 0, dailyQuota: 0};
let folder: string;
let database: ReturnType<typeof openDatabase>;
let charges: Charges;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-charges-'));
  database = openDatabase(folder);
  charges = openCharges(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, {recursive: true});
});

const secondsLater = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000);
let jobs = 0;
const job = (owner = 'mia', guildId?: string) => ({jobId: `job-${jobs++}`, owner, ...(guildId && {guildId})});

describe('a cooldown', () => {
  const rules = {everywhere: {cooldownSeconds: 60, dailyQuota: 0}};

  test('makes the next picture wait, says until when, and delays nobody else', () => {
    charges.take(job(), rules, noon);
    const refusal = {
      code: 'QUOTA',
      detail: {reason: 'cooldown', seconds: 60, until: secondsLater(60).getTime() / 1000},
    };
    expect(() => charges.take(job(), rules, secondsLater(59))).toThrow(expect.objectContaining(refusal));
    expect(() => charges.take(job('noa'), rules, secondsLater(1))).not.toThrow();
    expect(() => charges.take(job(), rules, secondsLater(60))).not.toThrow();
  });

  test('ends if the picture was not made', () => {
    const failed = job();
    charges.take(failed, rules, noon);
    charges.giveBack(failed.jobId);
    expect(() => charges.take(job(), rules, secondsLater(1))).not.toThrow();
  });
});

describe('a daily quota', () => {
  const rules = {everywhere: {cooldownSeconds: 0, dailyQuota: 2}};

  test('ends at midnight in UTC', () => {
    charges.take(job(), rules, noon);
    charges.take(job(), rules, secondsLater(1));
    const until = Date.parse('2026-11-24T00:00:00Z') / 1000;
    const refusal = {code: 'QUOTA', detail: {reason: 'quotaUsed', most: 2, until}};
    expect(() => charges.take(job(), rules, secondsLater(11 * 3600))).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => charges.take(job(), rules, secondsLater(12 * 3600))).not.toThrow();
  });

  test('gives a place back once, not twice', () => {
    const [first, second] = [job(), job()];
    charges.take(first, rules, noon);
    charges.take(second, rules, noon);
    charges.giveBack(first.jobId);
    charges.giveBack(first.jobId);
    charges.take(job(), rules, noon);
    expect(() => charges.take(job(), rules, noon)).toThrow('at most 2 jobs a day');
  });

  test('of a guild counts only pictures requested there; the operator’s counts all', () => {
    const strict = {
      everywhere: {cooldownSeconds: 0, dailyQuota: 3},
      guild: {cooldownSeconds: 0, dailyQuota: 1},
    };
    charges.take(job('mia', '1'), strict, noon);
    expect(() => charges.take(job('mia', '1'), strict, noon)).toThrow('at most 1 jobs');
    charges.take(job('mia', '2'), strict, noon);
    charges.take(job('mia'), strict, noon);
    expect(() => charges.take(job('mia', '3'), strict, noon)).toThrow('at most 3 jobs');
    expect(charges.usedOn('mia', '1', noon)).toBe(1);
    expect(charges.usedOn('mia', undefined, noon)).toBe(3);
  });

  test('survives a restart', () => {
    charges.take(job(), rules, noon);
    charges.take(job(), rules, noon);
    database.close();
    database = openDatabase(folder);
    expect(() => openCharges(database).check({owner: 'mia'}, rules, noon)).toThrow('at most 2');
  });

  test('is not shortened by forgetting old days', () => {
    charges.take(job(), rules, noon);
    charges.take(job(), rules, secondsLater(24 * 3600));
    charges.dropOld(secondsLater(3 * 24 * 3600));
    expect(charges.usedOn('mia', undefined, noon)).toBe(0);
    charges.take(job(), rules, secondsLater(3 * 24 * 3600));
    charges.dropOld(secondsLater(3 * 24 * 3600));
    expect(charges.usedOn('mia', undefined, secondsLater(3 * 24 * 3600))).toBe(1);
  });
});

test('without limits nobody has to wait', () => {
  const takeFifty = () => {
    for (let count = 0; count < 50; count++)
      charges.take(job('mia', '1'), {everywhere: none, guild: none}, noon);
  };
  expect(takeFifty).not.toThrow();
});

describe('the rules of a guild', () => {
  test('apply to no other guild, survive a restart, and can be reset', () => {
    const rules = openGuildRules(database);
    rules.set('1', {...rules.of('1'), channels: ['7'], dailyQuota: 3});
    database.close();
    database = openDatabase(folder);
    const later = openGuildRules(database);
    expect(later.of('1')).toEqual({channels: ['7'], roles: [], blocked: [], dailyQuota: 3});
    expect(later.of('2')).toEqual({channels: [], roles: [], blocked: []});
    later.reset('1');
    expect(later.of('1')).toEqual(later.of('2'));
  });

  test('refuse invalid ids and limits', () => {
    const rules = openGuildRules(database);
    expect(() => rules.set('1', {...rules.of('1'), channels: ['general']})).toThrow();
    expect(() => rules.set('1', {...rules.of('1'), dailyQuota: -1})).toThrow();
  });
});
