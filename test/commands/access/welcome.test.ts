import {describe, expect, test} from 'vitest';
import {createBlockList} from '../../../src/commands/access/block-list.ts';
import {requireWelcome, type Visitor} from '../../../src/commands/access/welcome.ts';
import {createGuildSettings} from '../../../src/commands/guilds/guild-settings.ts';
import {parseConfig} from '../../../src/config.ts';
import type {GuildRules} from '../../../src/jobs/store/guild-rules.ts';
import type {BlockTable} from '../../../src/jobs/store/owner/blocks.ts';

const open: GuildRules = {channels: [], roles: [], blocked: []};
const mia: Visitor = {userId: '5', roleIds: ['20', '21'], guildId: '1', channelId: '10'};

/** What owners have blocked from Discord, such as `user 5`. */
const made = (...blocked: readonly string[]): BlockTable => ({
  get: (kind, id) =>
    blocked.includes(`${kind} ${id}`) ? {kind, id, by: '1', at: '2026-12-01T00:00:00Z'} : undefined,
  list: () => [],
  add: () => undefined,
  remove: () => false,
});

function services(
  rules: Partial<GuildRules>,
  env: Record<string, string> = {},
  blocked: readonly string[] = [],
) {
  const config = parseConfig({DISCORD_TOKEN: 't', APPLICATION_ID: '1', ...env});
  const blocks = createBlockList(config, made(...blocked));
  return {blocks, guildSettings: createGuildSettings(config, {of: () => ({...open, ...rules})})};
}

describe('somebody is welcome', () => {
  test.each<[string, Partial<GuildRules>, Visitor]>([
    ['if the guild has no rules', {}, mia],
    ['in an allowed channel', {channels: ['9', '10']}, mia],
    ['in a thread of an allowed channel', {channels: ['9']}, {...mia, parentId: '9'}],
    ['with one of the roles', {roles: ['21', '99']}, mia],
    [
      'in direct messages, no matter what guilds decide',
      {channels: ['9'], roles: ['9']},
      {...mia, guildId: undefined},
    ],
  ])('%s', (_, rules, visitor) => {
    expect(() => requireWelcome(services(rules), visitor)).not.toThrow();
  });
});

describe('somebody is not welcome', () => {
  test.each<[string, Partial<GuildRules>, Record<string, string>, string]>([
    ['if the guild blocks them', {blocked: ['5']}, {}, 'blockedUser'],
    ['if the operator blocks them', {}, {BLOCKED_USERS: '4, 5'}, 'blockedUser'],
    ['in a guild the operator blocks', {}, {BLOCKED_GUILDS: '1'}, 'blockedGuild'],
    ['in another channel', {channels: ['9']}, {}, 'channelNotAllowed'],
    ['without any of the roles', {roles: ['99']}, {}, 'roleNeeded'],
    [
      'and a block is the first reason, even if there are others',
      {blocked: ['5'], channels: ['9']},
      {},
      'blockedUser',
    ],
  ])('%s', (_, rules, env, reason) => {
    const refusal = {code: 'NOT_WELCOME', detail: expect.objectContaining({reason})};
    expect(() => requireWelcome(services(rules, env), mia)).toThrow(expect.objectContaining(refusal));
  });
});

test.each([
  ['a person', 'user 5', 'blockedUser'],
  ['a server', 'guild 1', 'blockedGuild'],
])('somebody is not welcome if an owner has blocked %s from Discord', (_, blocked, reason) => {
  const refusal = {code: 'NOT_WELCOME', detail: {reason}};
  expect(() => requireWelcome(services({}, {}, [blocked]), mia)).toThrow(expect.objectContaining(refusal));
  expect(() => requireWelcome(services({}, {}, ['user 6', 'guild 2']), mia)).not.toThrow();
});

test('a guild can tighten the operator’s limits but not loosen them', () => {
  const env = {MAX_SIZE: '800', MAX_JOBS_PER_USER: '3', DEFAULT_SIZE: '512'};
  expect(services({maxSize: 400, maxJobsPerUser: 1}, env).guildSettings.of('1')).toMatchObject({
    maxSize: 400,
    defaultSize: 400,
    maxJobsPerUser: 1,
  });
  expect(services({maxSize: 2000, maxJobsPerUser: 9}, env).guildSettings.of('1')).toMatchObject({
    maxSize: 800,
    defaultSize: 512,
    maxJobsPerUser: 3,
  });
});
