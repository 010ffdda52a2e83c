import {expect, test} from 'vitest';
import {parseConfig} from '../src/config.ts';
import {adoptConfig} from '../src/config-changes.ts';

const minimal = {DISCORD_TOKEN: 'token', APPLICATION_ID: '1'};
const owner = '123456789012345678';

/** The configuration of a running process after it has read `next`, and what that means. */
function adopt(before: Record<string, string>, next: Record<string, string>) {
  const config = parseConfig({...minimal, ...before});
  const changes = adoptConfig(config, parseConfig({...minimal, ...next}));
  return {config, changes};
}

test('limits, lists and the log’s level hold from now on', () => {
  const next = {
    MAX_QUEUE: '5',
    MAX_JOBS_PER_USER: '1',
    COOLDOWN_SECONDS: '9',
    DAILY_QUOTA: '3',
    BLOCKED_USERS: '4, 5',
    BLOCKED_GUILDS: '6',
    MAX_UPLOAD_MB: '1',
    RETENTION_DAYS: '2',
    MAX_DISK_MB: '100',
    PRESENCE: 'off',
    LOG_LEVEL: 'debug',
  };
  const {config, changes} = adopt({}, next);
  expect(config).toEqual(parseConfig({...minimal, ...next}));
  expect(changes.adopted.toSorted()).toEqual(Object.keys(next).toSorted());
  expect(changes).toMatchObject({needRestart: [], needRegistration: []});
});

test('a limit that is gone from the file is gone', () => {
  const {config, changes} = adopt({MAX_DISK_MB: '100'}, {});
  expect(config).not.toHaveProperty('maxDiskBytes');
  expect(changes.adopted).toEqual(['MAX_DISK_MB']);
});

test('what is used once needs a restart, stays as it is, and is named each time', () => {
  const next = {
    SHARDS: '4',
    DATA_DIR: '/elsewhere',
    REDIS_URL: 'redis://host',
    DEVICE: 'cpu',
    DISCORD_TOKEN: 'new',
    MODERATION_COMMAND: '/bin/true',
    HTTPS_PROXY: 'http://proxy',
  };
  const {config, changes} = adopt({}, next);
  expect(config).toEqual(parseConfig(minimal));
  expect(changes.adopted).toEqual([]);
  expect(changes.needRestart).toEqual(expect.arrayContaining(Object.keys(next)));
  expect(adoptConfig(config, parseConfig({...minimal, ...next})).needRestart).toEqual(changes.needRestart);
});

test('what commands say of themselves must be registered again, once', () => {
  const {config, changes} = adopt({}, {MAX_SIZE: '600', OWNER_IDS: owner});
  // The default size follows the largest one.
  expect(changes.needRegistration).toEqual(['MAX_SIZE', 'OWNER_IDS']);
  expect(config).toMatchObject({maxSize: 600, ownerIds: [owner]});
  const more = parseConfig({...minimal, MAX_SIZE: '600', OWNER_IDS: `${owner},223456789012345678`});
  expect(adoptConfig(config, more)).toEqual({
    adopted: ['OWNER_IDS'],
    needRestart: [],
    needRegistration: [],
  });
});

test('the same file again changes nothing', () => {
  expect(adopt({MAX_QUEUE: '7'}, {MAX_QUEUE: '7'}).changes).toEqual({
    adopted: [],
    needRestart: [],
    needRegistration: [],
  });
});
