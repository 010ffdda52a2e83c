import {readFile} from 'node:fs/promises';
import {parse} from 'dotenv';
import {describe, expect, test} from 'vitest';
import {hearsDirectMessages, misspeltIn, parseConfig, parseWorkerConfig, secretsOf} from '../src/config.ts';

const minimal = {DISCORD_TOKEN: 'token.of.bot', APPLICATION_ID: '123456789012345678'};

function problemsOf(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    return String(error);
  }
  return '';
}

describe('parseConfig', () => {
  test('needs only the token and the application id', () => {
    const config = parseConfig(minimal);
    expect(config).toMatchObject({
      discordApiBase: 'https://discord.com/api',
      extraAttachmentOrigins: [],
      dataDir: './data',
      weights: 'auto',
      defaultSize: 512,
      maxUploadBytes: 20 * 1024 * 1024,
      jobTimeoutMs: 30 * 60_000,
      retentionDays: 30,
    });
    expect(config).not.toHaveProperty('guildId');
  });

  test('limits people without being told to', () => {
    expect(parseConfig(minimal)).toMatchObject({
      maxQueue: 50,
      maxJobsPerUser: 2,
      cooldownSeconds: 5,
      dailyQuota: 100,
    });
  });

  test('turns each limit off with 0', () => {
    const off = {MAX_QUEUE: '0', COOLDOWN_SECONDS: '0', DAILY_QUOTA: '0'};
    expect(parseConfig({...minimal, ...off})).toMatchObject({
      maxQueue: Number.POSITIVE_INFINITY,
      cooldownSeconds: 0,
      dailyQuota: 0,
    });
  });

  test('reports every problem at once, each with its variable, the expected and the received value', () => {
    const report = problemsOf({
      APPLICATION_ID: 'abc',
      DEVICE: 'toaster',
      MAX_QUEUE: '1.5',
      DEFAULT_SIZE: '64',
    });
    expect(report).toContain('5 problems');
    expect(report).toContain(
      'DISCORD_TOKEN: expected the bot token from the Discord developer portal, got nothing',
    );
    expect(report).toContain('APPLICATION_ID: expected the application id, digits only, got "abc"');
    expect(report).toContain('DEVICE: expected one of auto, cuda, webgpu, dml, coreml, cpu, got "toaster"');
    expect(report).toContain('MAX_QUEUE: expected a whole number from 0 to 10000, got "1.5"');
    expect(report).toContain('DEFAULT_SIZE: expected a whole number from 128 to 2048, got "64"');
  });

  test('nobody is answered about health unless there is a port, and then on this machine only', () => {
    expect(parseConfig(minimal)).not.toHaveProperty('health');
    expect(parseConfig({...minimal, HEALTH_PORT: '9464'}).health).toEqual({host: '127.0.0.1', port: 9464});
    const open = parseWorkerConfig({REDIS_URL: 'redis://x', HEALTH_PORT: '9464', HEALTH_HOST: '::'});
    expect(open.health).toEqual({host: '::', port: 9464});
    expect(problemsOf({...minimal, HEALTH_HOST: '0.0.0.0'})).toContain(
      'HEALTH_PORT: expected a port to listen at on HEALTH_HOST (0.0.0.0), got nothing',
    );
    expect(problemsOf({...minimal, HEALTH_PORT: '70000'})).toContain(
      'HEALTH_PORT: expected a whole number from 1 to 65535, got "70000"',
    );
  });

  test.each([
    ['auto', 'auto'],
    ['1', {first: 0, last: 0, count: 1}],
    ['16', {first: 0, last: 15, count: 16}],
    ['0-3/16', {first: 0, last: 3, count: 16}],
    ['12-15/16', {first: 12, last: 15, count: 16}],
    ['5/16', {first: 5, last: 5, count: 16}],
  ])('SHARDS=%s is understood', (value, expected) => {
    expect(parseConfig({...minimal, SHARDS: value}).shards).toEqual(expected);
  });

  test('owners are ids as Discord shows them, each once', () => {
    const OWNER_IDS = ' 123456789012345678, 1234567890123456789,123456789012345678 ';
    const ownerIds = ['123456789012345678', '1234567890123456789'];
    expect(parseConfig({...minimal, OWNER_IDS}).ownerIds).toEqual(ownerIds);
    expect(parseConfig(minimal)).toMatchObject({ownerIds: []});
  });

  test.each([
    'mia',
    '1234',
    '0123456789012345678',
    '123456789012345678901',
    '123456789012345678;1',
    '99999999999999999999',
  ])('OWNER_IDS=%s is refused, because no id looks like that', (value) => {
    expect(problemsOf({...minimal, OWNER_IDS: value})).toContain(
      'OWNER_IDS: expected ids as Discord shows them (17 to 20 digits), separated by commas, got',
    );
    expect(problemsOf({...minimal, OWNER_GUILD_ID: value})).toContain(
      'OWNER_GUILD_ID: expected an id as Discord shows it, 17 to 20 digits, got',
    );
  });

  test('without SHARDS, Discord says how many there are', () => {
    expect(parseConfig(minimal).shards).toBe('auto');
  });

  test.each([
    '0',
    '-1',
    '1.5',
    'AUTO',
    'four',
    '3-1/16',
    '0-16/16',
    '16/16',
    '0-3',
    '0-3/',
    '/16',
    '0,1/4',
    '10001',
    '0 - 3/16',
  ])('SHARDS=%s is refused, with the forms that are allowed', (value) => {
    expect(problemsOf({...minimal, SHARDS: value})).toContain(
      `SHARDS: expected auto, a number of shards such as 4, or this process' part of them such as 0-3/16, 10000 at most, got "${value}"`,
    );
  });

  test('SHARD is named with its nearest match', () => {
    expect(misspeltIn({...minimal, SHARD: '4'})).toEqual([
      'SHARD: there is no such variable; did you mean SHARDS?',
    ]);
  });

  test.each([
    ['auto', true],
    ['4', true],
    ['0-3/16', true],
    ['4-7/16', false],
  ])('with SHARDS=%s direct messages are heard: %s', (value, isHeard) => {
    expect(hearsDirectMessages(parseConfig({...minimal, SHARDS: value}))).toBe(isHeard);
  });

  test('never prints the token', () => {
    const report = problemsOf({...minimal, DISCORD_TOKEN: 'secret with spaces'});
    expect(report).toContain('DISCORD_TOKEN');
    expect(report).not.toContain('secret');
  });

  test('rejects a default size above the largest size', () => {
    expect(problemsOf({...minimal, DEFAULT_SIZE: '1024', MAX_SIZE: '512'})).toContain(
      'DEFAULT_SIZE: expected at most MAX_SIZE (512), got 1024',
    );
  });

  test.each([
    ['256', 256],
    ['512', 512],
    ['2048', 512],
  ])('keeps the default size within MAX_SIZE=%s', (maxSize, defaultSize) => {
    expect(parseConfig({...minimal, MAX_SIZE: maxSize})).toMatchObject({defaultSize});
  });

  test.each(['auto', 'cuda', 'webgpu', 'dml', 'coreml', 'cpu'])('accepts the device %s', (device) => {
    expect(parseConfig({...minimal, DEVICE: device})).toMatchObject({device});
  });

  test('accepts the engine tfjs, which finds its device itself', () => {
    expect(parseConfig(minimal)).toMatchObject({engine: 'onnx'});
    expect(parseConfig({...minimal, ENGINE: 'tfjs'})).toMatchObject({engine: 'tfjs', device: 'auto'});
    expect(problemsOf({...minimal, ENGINE: 'tfjs', DEVICE: 'cuda'})).toContain(
      'DEVICE: expected auto or nothing with ENGINE=tfjs, which takes the best backend installed, got cuda',
    );
    expect(problemsOf({...minimal, ENGINE: 'torch'})).toContain(
      'ENGINE: expected one of onnx, tfjs, got "torch"',
    );
  });

  test('allows attachments also from the origin of another API base, and from no other', () => {
    const config = parseConfig({...minimal, DISCORD_API_BASE: 'http://127.0.0.1:8080/api/'});
    expect(config.discordApiBase).toBe('http://127.0.0.1:8080/api');
    expect(config.extraAttachmentOrigins).toEqual(['http://127.0.0.1:8080']);
  });

  test.each(['ftp://example.org/api', 'discord.com/api', 'https://discord.com/api/v10'])(
    'rejects %s as API base',
    (base) => {
      expect(problemsOf({...minimal, DISCORD_API_BASE: base})).toContain(
        'DISCORD_API_BASE: expected an http',
      );
    },
  );

  test('reads the encoder and the operator’s own weights file separately', () => {
    const config = parseConfig({...minimal, ATELIER_WEIGHTS: '/w.h5', WEIGHTS: 'vgg19'});
    expect(config).toMatchObject({weights: 'vgg19', vgg19File: '/w.h5'});
    expect(parseConfig(minimal)).toMatchObject({weights: 'auto'});
    expect(parseConfig(minimal)).not.toHaveProperty('vgg19File');
  });

  test('reads the engine’s memory budget, and sets none by default', () => {
    expect(parseConfig({...minimal, MEMORY_MB: '1500'})).toMatchObject({memoryMb: 1500});
    expect(parseConfig(minimal)).not.toHaveProperty('memoryMb');
    expect(problemsOf({...minimal, MEMORY_MB: '100'})).toContain(
      'MEMORY_MB: expected a whole number from 512',
    );
  });

  test.each([
    ['/usr/bin/judge --not-an-argument', ['/usr/bin/judge --not-an-argument']],
    ['["/usr/bin/judge", "--strict"]', ['/usr/bin/judge', '--strict']],
  ])('accepts the moderation command %s', (text, command) => {
    expect(parseConfig({...minimal, MODERATION_COMMAND: text})).toMatchObject({
      moderation: {command, timeoutMs: 20_000},
    });
  });

  test.each(['off', 'refuse', 'spoiler'] as const)('accepts MODERATION=%s', (classifier) => {
    expect(parseConfig({...minimal, MODERATION: classifier}).moderation).toEqual({
      classifier,
      timeoutMs: 20_000,
    });
  });

  test('asks nobody about pictures by default', () => {
    expect(parseConfig(minimal).moderation).toEqual({classifier: 'off', timeoutMs: 20_000});
    expect(problemsOf({...minimal, MODERATION: 'on'})).toContain(
      'MODERATION: expected one of off, refuse, spoiler, got "on"',
    );
  });

  test.each(['[]', '["/usr/bin/judge", 3]', '["unclosed'])('rejects %s as moderation command', (text) => {
    expect(problemsOf({...minimal, MODERATION_COMMAND: text})).toContain(
      'MODERATION_COMMAND: expected the path',
    );
  });

  test('finds no problem in .env.example once token and id are filled in', async () => {
    const example = parse(await readFile(new URL('../.env.example', import.meta.url)));
    expect(parseConfig({...example, ...minimal})).toEqual(parseConfig(minimal));
    expect(Object.keys(example)).toHaveLength(41);
  });
});

describe('the address of a Redis', () => {
  test('makes workers paint, and may come with its own prefix', () => {
    expect(parseConfig(minimal)).not.toHaveProperty('redis');
    const REDIS_URL = 'rediss://atelier:pass@redis.example:6380';
    expect(parseConfig({...minimal, REDIS_URL}).redis).toEqual({url: REDIS_URL, prefix: 'atelier'});
    expect(parseConfig({...minimal, REDIS_URL, REDIS_PREFIX: 'two'}).redis?.prefix).toBe('two');
  });

  test('is refused without being shown if it is not a Redis URL', () => {
    for (const REDIS_URL of ['localhost:6379', 'https://:hunter2@redis.example']) {
      const report = problemsOf({...minimal, REDIS_URL});
      expect(report).toContain('REDIS_URL: expected a redis:// or rediss:// URL');
      expect(report).not.toContain('hunter2');
    }
    expect(problemsOf({...minimal, REDIS_PREFIX: 'a:b'})).toContain(
      'REDIS_PREFIX: expected up to 64 letters',
    );
  });

  test('is all a worker needs', () => {
    expect(parseWorkerConfig({REDIS_URL: 'redis://localhost'})).toEqual({
      redis: {url: 'redis://localhost', prefix: 'atelier'},
      dataDir: './data',
      weights: 'auto',
      engine: 'onnx',
      device: 'auto',
      jobTimeoutMs: 30 * 60_000,
      logLevel: 'info',
    });
    expect(() => parseWorkerConfig({})).toThrow('REDIS_URL: expected the address of a Redis');
  });

  test('has its password removed from logs, both as written in the address and decoded', () => {
    const config = parseConfig({...minimal, REDIS_URL: 'redis://:p%40ss@localhost'});
    expect(secretsOf(config)).toEqual(['token.of.bot', 'p%40ss', 'p@ss']);
    expect(secretsOf(parseConfig(minimal))).toEqual(['token.of.bot']);
  });
});

describe('what editors and tools put around a value', () => {
  const token = 'MTIz.secret.part';

  test.each([
    ['curly quotes', `“${token}”`, 'curly quotes'],
    ['one curly quote', `‘${token}`, 'curly quotes'],
    ['quotes, as docker --env-file keeps them', `"${token}"`, 'docker --env-file'],
    ['single quotes', `'${token}'`, 'quotes around the value'],
    ['a line break at its end', `${token}\n`, 'line break'],
    ['a line break of Windows', `${token}\r`, 'line break'],
    ['a line break within', 'MTIz.\nsecret.part', 'line break'],
    ['a character nobody sees', `${token}\u200b`, 'U+200B'],
    ['bytes that are no UTF-8', `${token}\ufffd`, 'U+FFFD'],
    ['the word Bot', `Bot ${token}`, 'begins with “Bot”'],
  ])('%s around a token is named, and the token is not shown', (_, value, words) => {
    const report = problemsOf({...minimal, DISCORD_TOKEN: value});
    expect(report).toContain('has a problem:');
    expect(report).toMatch(/\n {2}DISCORD_TOKEN: /);
    expect(report).toContain(words);
    expect(report).not.toContain('secret');
  });

  test.each(['APPLICATION_ID', 'DATA_DIR', 'MAX_QUEUE', 'STYLES_DIR'])('is named for %s too', (name) => {
    expect(problemsOf({...minimal, [name]: '“1”'})).toContain(`${name}: there are curly quotes`);
    expect(problemsOf({...minimal, [name]: '"1"'})).toContain(`${name}: there are quotes`);
  });

  test('blanks around a value do no harm', () => {
    expect(parseConfig({...minimal, DISCORD_TOKEN: ' token.of.bot\t', DATA_DIR: ' /data '})).toMatchObject({
      discordToken: 'token.of.bot',
      dataDir: '/data',
    });
  });

  test('lists may go over several lines', () => {
    const config = parseConfig({
      ...minimal,
      BLOCKED_USERS: '1,\n2',
      MODERATION_COMMAND: '["/usr/bin/judge",\n"--strict"]',
    });
    expect(config).toMatchObject({
      blockedUsers: ['1', '2'],
      moderation: {command: ['/usr/bin/judge', '--strict']},
    });
  });
});

describe('a misspelt variable', () => {
  test.each([
    ['MAX_QUEU', 'MAX_QUEUE'],
    ['MAX_QUEUEE', 'MAX_QUEUE'],
    ['MXA_QUEUE', 'MAX_QUEUE'],
    ['DISCORD_TOKKEN', 'DISCORD_TOKEN'],
    ['discord_token', 'DISCORD_TOKEN'],
    ['APLICATION_ID', 'APPLICATION_ID'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['MODERATION_COMAND', 'MODERATION_COMMAND'],
    ['REDIS_URI', 'REDIS_URL'],
  ])('%s is named with its nearest match, %s', (name, meant) => {
    expect(misspeltIn({...minimal, [name]: 'x'})).toEqual([
      `${name}: there is no such variable; did you mean ${meant}?`,
    ]);
  });

  test('is named beside the variable that is missing because of it', () => {
    const report = problemsOf({APPLICATION_ID: '1', DISCORD_TOKN: 'secret'});
    expect(report).toMatch(/a problem:\n {2}DISCORD_TOKEN: .*\n {2}DISCORD_TOKN: .*mean DISCORD_TOKEN\?$/);
    expect(report).not.toContain('secret');
  });

  test("other programs' variables are left alone", () => {
    const others = {
      PATH: '/bin',
      HOME: '/',
      FTP_PROXY: 'x',
      https_proxy: 'x',
      no_proxy: 'x',
      XDG_DATA_DIRS: 'x',
    };
    expect(misspeltIn({...minimal, ...others, LANG: 'C', SHELL: 'sh', PWD: '/', USER: 'me'})).toEqual([]);
  });
});

describe('proxies', () => {
  test('are read in either case, the lower one first, and need no scheme', () => {
    const config = parseConfig({...minimal, HTTPS_PROXY: 'http://upper:1', https_proxy: 'proxy.lan:3128'});
    expect(config.proxy).toEqual({https: 'http://proxy.lan:3128'});
    expect(parseConfig({...minimal, NO_PROXY: 'x'}).proxy).toBeUndefined();
  });

  test('a wrong one is named without its credentials', () => {
    const report = problemsOf({...minimal, HTTPS_PROXY: 'socks5://op:secret@proxy:1080'});
    expect(report).toContain('HTTPS_PROXY: expected the address of an http proxy');
    expect(report).not.toContain('secret');
  });

  test('their passwords are removed from logs, also as they are sent', () => {
    const config = parseConfig({...minimal, HTTPS_PROXY: 'http://op:p%40ss@proxy:1'});
    const sent = Buffer.from('op:p@ss').toString('base64');
    expect(secretsOf(config)).toEqual(['token.of.bot', 'p%40ss', 'p@ss', sent]);
  });
});
