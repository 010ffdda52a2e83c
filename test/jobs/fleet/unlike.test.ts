import {expect, test} from 'vitest';
import type {Member} from '../../../src/jobs/fleet/roster.ts';
import {unlike} from '../../../src/jobs/fleet/unlike.ts';

const bot: Member = {role: 'bot', name: 'home', version: '0.2.0'};
const worker = (name: string, version = '0.2.0', encoder = 'vgg19'): Member => ({
  role: 'worker',
  name,
  version,
  encoder,
});

test.each([
  ['nobody', []],
  ['a bot alone', [bot]],
  ['a bot and its workers', [bot, worker('a'), worker('b')]],
  [
    'workers whose encoder is not known yet',
    [bot, worker('a'), {role: 'worker', name: 'b', version: '0.2.0'}],
  ],
] satisfies [string, Member[]][])('%s differs in nothing', (_, members) => {
  expect(unlike(members)).toBeUndefined();
});

test('a worker with another version than the bot is named, also if most workers have it', () => {
  expect(unlike([bot, worker('a', '0.1.0'), worker('b', '0.1.0'), worker('c')])).toBe(
    'The fleet is not alike, so pictures may differ or fail: worker a has version 0.1.0, not 0.2.0; worker b has version 0.1.0, not 0.2.0.',
  );
});

test('a worker with another encoder than the others is named', () => {
  expect(unlike([bot, worker('a'), worker('b', '0.2.0', 'atelier-compact'), worker('c')])).toBe(
    'The fleet is not alike, so pictures may differ or fail: worker b paints with atelier-compact, not vgg19.',
  );
});

test('the sentence is the same in whatever order members are listed', () => {
  const members = [bot, worker('a', '0.2.0', 'vgg19'), worker('b', '0.2.0', 'atelier-compact')];
  expect(unlike(members)).toMatch(/worker a paints with vgg19, not atelier-compact/);
  expect(unlike(members.toReversed())).toBe(unlike(members));
});

test('without a bot, workers are compared with each other', () => {
  expect(unlike([worker('a', '0.1.0'), worker('b'), worker('c')])).toContain(
    'worker a has version 0.1.0, not 0.2.0',
  );
});
