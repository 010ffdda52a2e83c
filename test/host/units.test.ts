/** The systemd units in deploy/, compared with the program they start. */
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {needsOperator} from '../../src/host/exit-code.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** Values by key; a key may come several times. */
function read(unit: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  for (const line of readFileSync(join(repository, 'deploy', unit), 'utf8').split('\n')) {
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key) settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

describe.each([
  ['atelier.service', 'bot', 'DISCORD_TOKEN_FILE'],
  ['atelier-worker.service', 'worker', 'REDIS_URL_FILE'],
])('%s', (unit, command, secret) => {
  const settings = read(unit);
  const only = (key: string): string => {
    expect(settings.get(key), key).toHaveLength(1);
    return settings.get(key)?.[0] ?? '';
  };

  test('starts the built program, which the package has under that path', () => {
    const [, path = '', name] =
      /^\/usr\/bin\/node \/opt\/atelier\/node_modules\/atelier\/(\S+) (\S+)$/.exec(only('ExecStart')) ?? [];
    expect(name).toBe(command);
    const {bin} = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(path).toBe(bin.atelier);
    expect(existsSync(join(repository, path.replace('dist', 'src').replace(/js$/, 'ts')))).toBe(true);
  });

  test('is not started again when only the operator can help, and otherwise it is', () => {
    expect(only('RestartPreventExitStatus')).toBe(String(needsOperator));
    expect(only('Restart')).toBe('on-failure');
    // More often than five times in ten seconds, and systemd would give up.
    expect(Number(only('RestartSec'))).toBeGreaterThan(2);
  });

  test('has the time it needs to save the picture under way', () => {
    expect(Number(only('TimeoutStopSec'))).toBeGreaterThan(10);
  });

  test('gets its secret as a credential and its data in the folder that it may write to', () => {
    const [credential = ''] = only('LoadCredential').split(':');
    const environment = settings.get('Environment')?.join(' ');
    expect(environment).toContain(`${secret}=%d/${credential}`);
    expect(environment).toContain(`DATA_DIR=/var/lib/${only('StateDirectory')} `);
  });

  test.skipIf(!hasSystemd)('passes systemd’s own checks, with an exposure of at most 4', () => {
    const path = join(repository, 'deploy', unit);
    const verified = spawnSync('systemd-analyze', ['verify', path], {encoding: 'utf8'});
    expect(verified.stderr.split('\n').filter((line) => line.includes(unit))).toEqual([]);
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=40', path], {
      encoding: 'utf8',
    });
    expect(judged.status, judged.stdout).toBe(0);
  });
});
