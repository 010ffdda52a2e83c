/** The bot in a network where only a proxy knows the way to Discord. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type RunningProxy, startProxy} from '../fixtures/proxy.ts';
import {expectCleanTraffic, finished, openStudio, type Studio, textOf} from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'atelier-proxy-'));
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const made = spawnSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
  ...[
    '-keyout',
    key,
    '-out',
    cert,
    '-subj',
    '/CN=discord.test',
    '-addext',
    'subjectAltName=DNS:discord.test',
  ],
]);

describe.skipIf(made.status !== 0)('behind a proxy', () => {
  let proxy: RunningProxy;
  let studio: Studio;
  afterAll(async () => {
    await studio?.close();
    await proxy?.close();
    rmSync(folder, {recursive: true});
  });

  beforeAll(async () => {
    const certificate = {key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8')};
    const routes: Record<string, number> = {};
    proxy = await startProxy({routes, user: 'op', password: 'p@ss word', certificate});
    studio = await openStudio(
      {
        DISCORD_API_BASE: 'https://discord.test/api',
        https_proxy: proxy.url,
        NO_PROXY: 'localhost,example.com',
        NODE_EXTRA_CA_CERTS: cert,
        LOG_LEVEL: 'trace',
      },
      {publicOrigin: 'https://discord.test'},
      {
        beforeStart: (sandbox) => {
          routes['discord.test'] = Number(new URL(sandbox.origin).port);
        },
      },
    );
  });

  test('REST, the gateway and attachments go through it, and its credentials are in no line of the log', async () => {
    const message = await finished(await studio.order(studio.sandbox.user('mia')));
    expect(textOf(message)).toContain('Composition VIII');
    // The registration, the bot's REST, its gateway and the attachment.
    expect(proxy.asked.length).toBeGreaterThanOrEqual(4);
    expect(new Set(proxy.asked)).toEqual(new Set(['discord.test:443']));
    const log = studio.bot.lines.map(({text}) => text).join('\n');
    const basic = Buffer.from('op:p@ss word').toString('base64');
    for (const secret of ['p@ss word', 'p%40ss', basic]) expect(log).not.toContain(secret);
    expectCleanTraffic(studio);
  });

  test('the gateway comes back through it', async () => {
    const before = proxy.asked.length;
    studio.sandbox.gateway.drop({resumable: true});
    await studio.bot.waitForLine(({fields}) => fields.msg === 'gateway resumed');
    expect(proxy.asked.length).toBeGreaterThan(before);
  });
});

test('NO_PROXY keeps the bot away from a proxy that does not work', async () => {
  const studio = await openStudio({HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1'});
  try {
    await finished(await studio.order(studio.sandbox.user('mia')));
  } finally {
    await studio.close();
  }
});
