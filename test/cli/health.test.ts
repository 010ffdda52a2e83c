import {afterEach, beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {health} from '../../src/cli/health.ts';
import {UsageError} from '../../src/cli/usage-error.ts';
import {startHealthServer} from '../../src/host/health/health-server.ts';
import {freePort} from '../fixtures/free-port.ts';

let output: string;
beforeEach(() => {
  output = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
});
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

async function answering(problems: Record<string, string>): Promise<{HEALTH_PORT: string}> {
  const metrics = async () => ({type: 'text/plain', text: ''});
  const answers = {version: '1.2.3', problems: async () => problems, metrics};
  const server = await startHealthServer({host: '127.0.0.1', port: 0}, answers);
  onTestFinished(() => server.close());
  return {HEALTH_PORT: String(server.port)};
}

test('a process that is ready gives status 0', async () => {
  const env = await answering({});
  await health([], {...env, HEALTH_HOST: '0.0.0.0'});
  expect(output).toBe('atelier 1.2.3: ready\n');
  expect(process.exitCode).toBeUndefined();
});

test('one that is not gives status 1 and says why; it is alive all the same', async () => {
  const env = await answering({gateway: 'shard 0 of 1 is not connected', store: 'full'});
  await health(['--live'], env);
  expect(output).toBe('atelier 1.2.3: alive\n');
  expect(process.exitCode).toBeUndefined();
  output = '';
  await health([], env);
  expect(output).toBe('atelier 1.2.3: not ready:\n  gateway: shard 0 of 1 is not connected\n  store: full\n');
  expect(process.exitCode).toBe(1);
});

test('a port where nothing answers is named, and so is a missing one', async () => {
  const port = await freePort();
  await expect(health([], {HEALTH_PORT: String(port)})).rejects.toThrow(
    `nothing answers at 127.0.0.1:${port} as a bot or worker does (ECONNREFUSED)`,
  );
  await expect(health([], {})).rejects.toThrow(
    /^HEALTH_PORT: expected the port of a bot or worker, got nothing/,
  );
  await expect(health(['--alive'], {})).rejects.toThrow(UsageError);
});
