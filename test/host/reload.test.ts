import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {parseConfig, parseWorkerConfig} from '../../src/config.ts';
import {createLogger} from '../../src/host/logger.ts';
import {createReload} from '../../src/host/reload.ts';

const given = {DISCORD_TOKEN: 'token', APPLICATION_ID: '1', MAX_JOBS_PER_USER: '4'};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-reload-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, {recursive: true});
});

const write = (...lines: string[]) => writeFileSync(join(folder, '.env'), lines.join('\n'));

function startBot() {
  const lines: string[] = [];
  const log = createLogger({level: 'info', secrets: []}, {write: (line) => void lines.push(line)});
  const config = parseConfig(given);
  return {config, log, lines, reload: createReload({given, config, parse: parseConfig, log})};
}

test('takes over what the file says now, and the log says what that is and who wanted it', () => {
  const {config, log, lines, reload} = startBot();
  write('MAX_QUEUE=5', 'SHARDS=2', 'LOG_LEVEL=warn');
  expect(reload('SIGUSR2')).toMatchObject({
    type: 'read',
    reread: {adopted: ['LOG_LEVEL', 'MAX_QUEUE'], needRestart: ['SHARDS']},
  });
  expect(config).toMatchObject({maxQueue: 5, shards: 'auto', logLevel: 'warn'});
  expect(log.level).toBe('warn');
  write('MAX_QUEUE=6', 'LOG_LEVEL=info');
  reload('owner 5');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {by: 'SIGUSR2', adopted: ['LOG_LEVEL', 'MAX_QUEUE'], needRestart: ['SHARDS']},
    {by: 'owner 5', adopted: ['LOG_LEVEL', 'MAX_QUEUE'], needRestart: []},
  ]);
});

test('what the process was started with wins, and is named', () => {
  const {config, reload} = startBot();
  write('MAX_JOBS_PER_USER=9', 'APPLICATION_ID=1', 'MAX_QUEU=3');
  expect(reload('SIGUSR2')).toEqual({
    type: 'read',
    reread: {
      adopted: [],
      needRestart: [],
      needRegistration: [],
      overridden: ['MAX_JOBS_PER_USER'],
      misspelt: ['MAX_QUEU: there is no such variable; did you mean MAX_QUEUE?'],
    },
  });
  expect(config.maxJobsPerUser).toBe(4);
});

test.each([
  [
    'a value out of range',
    'MAX_QUEUE=5\nCOOLDOWN_SECONDS=never',
    /COOLDOWN_SECONDS: expected .* got "never"/,
  ],
  ['UTF-16', Buffer.from('MAX_QUEUE=5', 'utf16le'), /UTF-16/],
])('a file with %s changes nothing, and the reason is said', (_, text, reason) => {
  const {config, lines, reload} = startBot();
  writeFileSync(join(folder, '.env'), text);
  expect(reload('SIGUSR2')).toEqual({type: 'refused', problem: expect.stringMatching(reason)});
  expect(config).toEqual(parseConfig(given));
  expect(JSON.parse(lines[0]!)).toMatchObject({level: 50, msg: expect.stringMatching(reason)});
});

test('a worker adopts the level of its log, and says that the rest needs a restart', () => {
  const given = {REDIS_URL: 'redis://host'};
  const log = createLogger({level: 'info', secrets: []}, {write() {}});
  const config = parseWorkerConfig(given);
  const reload = createReload({given, config, parse: parseWorkerConfig, log});
  write('LOG_LEVEL=debug', 'DEVICE=cpu', 'MAX_QUEUE=5');
  expect(reload('SIGUSR2')).toMatchObject({reread: {adopted: ['LOG_LEVEL'], needRestart: ['DEVICE']}});
  expect(log.level).toBe('debug');
});
