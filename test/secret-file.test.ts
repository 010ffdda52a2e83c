import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {inspectDiscord, inspectRedis} from '../src/cli/doctor/examine-network.ts';
import {misspeltIn, parseConfig, parseProxy, parseWorkerConfig, secretsOf} from '../src/config.ts';
import {withoutSecrets} from '../src/host/local-renderer.ts';

const token = 'MTIz.secret.part';
const redis = 'redis://:hunter2@redis.example:6379';
const id = {APPLICATION_ID: '123456789012345678'};

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-secrets-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

function holding(content: string | Uint8Array): string {
  const path = join(folder, `secret-${files++}`);
  writeFileSync(path, content);
  return path;
}

function problemsOf(env: Record<string, string>): string {
  try {
    parseConfig({...id, ...env});
  } catch (error) {
    return String(error);
  }
  return 'no problem';
}

describe('a secret in a file', () => {
  test.each([
    ['without a line break', token],
    ['with one', `${token}\n`],
    ['with one of Windows', `${token}\r\n`],
  ])('is read %s', (_, content) => {
    const config = parseConfig({...id, DISCORD_TOKEN: '', DISCORD_TOKEN_FILE: holding(content)});
    expect(config.discordToken).toBe(token);
    expect(secretsOf(config)).toEqual([token]);
  });

  test('may be the address of Redis, for the bot and for a worker, which needs no token', () => {
    const REDIS_URL_FILE = holding(`${redis}\n`);
    expect(parseConfig({...id, DISCORD_TOKEN: token, REDIS_URL_FILE}).redis?.url).toBe(redis);
    const worker = parseWorkerConfig({REDIS_URL_FILE, DISCORD_TOKEN_FILE: '/no/such/file'});
    expect(worker.redis.url).toBe(redis);
    expect(secretsOf(worker)).toEqual(['hunter2']);
  });

  test('is refused beside the variable itself, with both names and neither value', () => {
    const report = problemsOf({DISCORD_TOKEN: 'another', DISCORD_TOKEN_FILE: holding(token)});
    expect(report).toContain('DISCORD_TOKEN_FILE: expected this or DISCORD_TOKEN, but both are set');
    expect(report).not.toMatch(/another|secret\.part/);
  });

  test.each([
    ['is missing', () => join(folder, 'missing'), 'cannot be read: there is no such file'],
    [
      'is a folder',
      () => {
        mkdirSync(join(folder, 'folder'), {recursive: true});
        return join(folder, 'folder');
      },
      'cannot be read: it is a folder',
    ],
    ['is empty', () => holding('\n'), 'is empty'],
    ['is in UTF-16', () => holding(Buffer.from(token, 'utf16le')), 'expected text in UTF-8'],
    ['holds two lines', () => holding(`${token}\nsecond`), 'there is a line break in the value'],
    ['holds quotes', () => holding(`"${token}"`), 'there are quotes around the value'],
  ])('whose file %s gives one line that names the variable and shows nothing of it', (_, path, expected) => {
    const report = problemsOf({DISCORD_TOKEN_FILE: path()});
    expect(report).toContain('a problem:\n  DISCORD_TOKEN_FILE: ');
    expect(report).toContain(expected);
    expect(report.trim().split('\n')).toHaveLength(2);
    expect(report).not.toContain('secret.part');
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'that this user may not read is named',
    () => {
      const path = holding(token);
      chmodSync(path, 0);
      expect(problemsOf({DISCORD_TOKEN_FILE: path})).toContain('this user may not read it');
    },
  );

  test('does not keep commands from running that need no secret', () => {
    expect(parseProxy({DISCORD_TOKEN_FILE: '/no/such/file'})).toBeUndefined();
  });

  test('is known to the doctor, which names a file that cannot be read', async () => {
    const problems: string[] = [];
    const good = {...id, DISCORD_TOKEN_FILE: holding(token), REDIS_URL_FILE: holding(redis)};
    expect(await inspectDiscord(good, false, problems)).toEqual({configured: true});
    expect(await inspectRedis(good, false, problems)).toEqual({configured: true});
    expect(problems).toEqual([]);
    await inspectRedis({REDIS_URL_FILE: '/no/such/file'}, false, problems);
    expect(problems.join()).toContain('REDIS_URL_FILE: /no/such/file cannot be read');
  });

  test('is no typing error, but close to one it is suggested', () => {
    expect(misspeltIn({DISCORD_TOKEN_FILE: 'x', REDIS_URL_FILE: 'x'})).toEqual([]);
    expect(misspeltIn({DISCORD_TOKENFILE: 'x'})).toEqual([
      'DISCORD_TOKENFILE: there is no such variable; did you mean DISCORD_TOKEN_FILE?',
    ]);
  });

  test('is kept from processes that handle pictures, by value and by path', () => {
    const env = {DISCORD_TOKEN_FILE: 'a', REDIS_URL_FILE: 'b', DISCORD_TOKEN: 'c', REDIS_URL: 'd', PATH: 'e'};
    expect(withoutSecrets(env)).toEqual({PATH: 'e'});
  });
});
