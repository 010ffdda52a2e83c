import {once} from 'node:events';
import {createServer} from 'node:http';
import {type AddressInfo, connect, createServer as createTcpServer} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import {type Answers, type HealthLimits, startHealthServer} from '../../../src/host/health/health-server.ts';

const host = '127.0.0.1';
/** Long, so that a busy machine cuts off nobody. */
const limits: HealthLimits = {connections: 4, connectionMs: 30_000, keptMs: 0};
const short = {connectionMs: 300};

async function serve(answers: Partial<Answers> = {}, some: Partial<HealthLimits> = {}) {
  const server = await startHealthServer(
    {host, port: 0},
    {
      version: '1.2.3',
      problems: async () => ({}),
      metrics: async () => ({type: 'text/plain; version=0.0.4', text: 'jobs_total 1\n'}),
      ...answers,
    },
    {...limits, ...some},
  );
  onTestFinished(() => server.close());
  return {
    ...server,
    ask: (path: string, init?: RequestInit) => fetch(`http://${host}:${server.port}${path}`, init),
  };
}

/** What comes back for these bytes until the server closes the connection. */
async function send(port: number, text: string): Promise<string> {
  const socket = connect(port, host);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  socket.write(text);
  // `once` would reject for a reset.
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

test('says that the process lives, and which version it is', async () => {
  const {ask} = await serve({problems: async () => ({gateway: 'away'})});
  const answer = await ask('/livez');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({live: true, version: '1.2.3'});
});

test('is ready when nothing is wrong, and otherwise names each problem', async () => {
  let problems: Record<string, string> = {};
  const {ask} = await serve({problems: async () => problems});
  const well = await ask('/readyz');
  expect([well.status, await well.json()]).toEqual([200, {ready: true, version: '1.2.3'}]);
  problems = {gateway: 'shard 0 of 1 is not connected', store: 'full'};
  const ill = await ask('/readyz');
  expect(ill.status).toBe(503);
  expect(ill.headers.get('content-type')).toContain('application/json');
  expect(await ill.json()).toEqual({ready: false, version: '1.2.3', problems});
});

test('gives the metrics with their type; HEAD gives the head alone', async () => {
  const {ask} = await serve();
  const answer = await ask('/metrics?x=1');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await answer.text()).toBe('jobs_total 1\n');
  const head = await ask('/metrics', {method: 'HEAD'});
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '13', '']);
});

test.each([
  ['POST', '/readyz', 405],
  ['DELETE', '/metrics', 405],
  ['GET', '/', 404],
  ['GET', '/../metrics', 404],
  ['POST', '/constructor', 404],
])('%s %s is answered with %i', async (method, path, status) => {
  const {port} = await serve();
  expect(await send(port, `${method} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)).toMatch(
    new RegExp(`^HTTP/1.1 ${status} `),
  );
});

test('metrics that cannot be collected are an error of that answer only', async () => {
  const {ask} = await serve({
    metrics: async () => {
      throw new Error('no gauge');
    },
  });
  expect((await ask('/metrics')).status).toBe(500);
  expect((await ask('/livez')).status).toBe(200);
});

test('many who ask at once share one answer', async () => {
  let asked = 0;
  const {ask} = await serve(
    {
      problems: async () => {
        asked += 1;
        await delay(20);
        return {};
      },
    },
    {connections: 50, keptMs: 60_000},
  );
  await Promise.all(Array.from({length: 20}, () => ask('/readyz')));
  await ask('/readyz');
  expect(asked).toBe(1);
});

test('whoever does not finish the question is cut off', async () => {
  const {port} = await serve({}, short);
  expect(await send(port, 'GET /metrics HTTP/1.1\r\nx: ')).not.toContain('jobs_total');
});

test('whoever does not read the answer is cut off', async () => {
  const text = 'x'.repeat(50_000_000);
  const {port} = await serve({metrics: async () => ({type: 'text/plain', text})}, short);
  const socket = connect(port, host);
  socket.on('error', () => {});
  socket.pause();
  socket.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
  await delay(short.connectionMs * 2);
  let read = 0;
  socket.on('data', ({length}) => {
    read += length;
  });
  socket.resume();
  // `once` would reject for a reset.
  await new Promise((resolve) => socket.on('close', resolve));
  expect(read).toBeLessThan(text.length);
});

test('more connections than allowed are closed, and room comes back', async () => {
  const {port, ask} = await serve({}, {connections: 2});
  const idle = await Promise.all(
    [0, 1].map(async () => {
      const socket = connect(port, host);
      await once(socket, 'connect');
      return socket;
    }),
  );
  expect(await send(port, 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('');
  for (const socket of idle) socket.destroy();
  await expect.poll(async () => (await ask('/livez').catch(() => undefined))?.status).toBe(200);
});

test.each([
  ['a long head', `GET /livez HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
  ['no HTTP', '\u0016\u0003\u0001 not http at all\r\n\r\n'],
  ['a body without end', 'GET /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999\r\n\r\nabc'],
])('%s ends the connection', async (_, text) => {
  const {port, ask} = await serve();
  expect(await send(port, text)).toMatch(/^HTTP\/1.1 (200|400|431) /);
  expect((await ask('/livez')).status).toBe(200);
});

test('a port in use is named in one sentence', async () => {
  const other = createServer().listen(0, host);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const {port} = other.address() as AddressInfo;
  const answers = {version: '', problems: async () => ({}), metrics: async () => ({type: '', text: ''})};
  await expect(startHealthServer({host, port}, answers)).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: `HEALTH_PORT: expected a free port, but another process listens at ${host}:${port}.`,
  });
});

test.each(['203.0.113.7', 'no-such-host.invalid'])(
  'HEALTH_HOST=%s, not of this machine, is named',
  async (far) => {
    const answers = {version: '', problems: async () => ({}), metrics: async () => ({type: '', text: ''})};
    await expect(startHealthServer({host: far, port: 0}, answers)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(
        new RegExp(`^HEALTH_HOST: expected a name or address of this machine, got ${far}`),
      ),
    });
  },
);

test('closes although somebody is connected', async () => {
  const {port, close} = await serve({}, {connectionMs: 60_000});
  const idle = send(port, 'GET /');
  await delay(20);
  await close();
  await idle;
  const again = createTcpServer().listen(port, host);
  await once(again, 'listening');
  again.close();
});
