import {createHash} from 'node:crypto';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {getGlobalDispatcher, setGlobalDispatcher} from 'undici';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {downloadAttachment} from '../../src/commands/attachments/download-attachment.ts';
import {downloadFile} from '../../src/nst/encoders/download-file.ts';
import {fetch, useProxies} from '../../src/system/network.ts';
import {proxyFor} from '../../src/system/proxy.ts';
import {type RunningProxy, startProxy} from '../fixtures/proxy.ts';

describe('the proxy for an address', () => {
  const proxies = {http: 'http://plain:1', https: 'http://secure:2'};

  test.each([
    ['https://discord.com/api', 'http://secure:2'],
    ['wss://gateway.discord.gg/?v=10', 'http://secure:2'],
    ['http://example.com', 'http://plain:1'],
    ['ws://example.com', 'http://plain:1'],
  ])('%s is %s', (address, expected) => {
    expect(proxyFor(address, proxies)).toBe(expected);
  });

  test.each([
    ['discord.com', 'https://discord.com/api'],
    ['.discord.com', 'https://discord.com/'],
    ['.discord.com', 'https://cdn.discord.com/'],
    ['*.discord.com', 'https://cdn.discord.com/'],
    ['discord.com', 'https://cdn.discord.com/'],
    ['DISCORD.com', 'https://discord.com/'],
    ['example.org, discord.com', 'https://discord.com/'],
    ['example.org discord.com', 'https://discord.com/'],
    ['discord.com:443', 'https://discord.com/'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/api'],
    ['::1', 'http://[::1]:8080/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['*', 'wss://gateway.discord.gg'],
  ])('with NO_PROXY=%s, %s needs none', (except, address) => {
    expect(proxyFor(address, {...proxies, except})).toBeUndefined();
  });

  test.each([
    ['discord.com', 'https://notdiscord.com/'],
    ['discord.com:8443', 'https://discord.com/'],
    ['cdn.discord.com', 'https://discord.com/'],
    ['', 'https://discord.com/'],
  ])('NO_PROXY=%s does not exempt %s', (except, address) => {
    expect(proxyFor(address, {...proxies, except})).toBe('http://secure:2');
  });
});

describe('through a proxy that alone knows the way', () => {
  let server: Server;
  let proxy: RunningProxy;
  let folder: string;
  const before = getGlobalDispatcher();
  const content = Buffer.from('weights');
  const weights = {url: 'http://weights.test/vgg.h5', bytes: content.length, sha512: ''};

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-network-'));
    server = createServer((request, response) => {
      if (request.url === '/attachments/moved')
        response.writeHead(302, {location: 'http://169.254.169.254/'}).end();
      else response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as AddressInfo;
    proxy = await startProxy({routes: {'weights.test': port}, user: 'op', password: 'p@ss word'});
  });
  afterEach(async () => {
    await getGlobalDispatcher().destroy();
    setGlobalDispatcher(before);
    await proxy.close();
    server.close();
    await rm(folder, {recursive: true});
  });

  test('fetch reaches a name that does not resolve', async () => {
    await expect(fetch(weights.url)).rejects.toThrow();
    useProxies({http: proxy.url});
    expect(await (await fetch(weights.url)).text()).toBe('weights');
    expect(proxy.asked).toEqual(['weights.test:80']);
  });

  test('weights are downloaded', async () => {
    useProxies({http: proxy.url});
    const sha512 = createHash('sha512').update(content).digest('hex');
    await downloadFile({...weights, sha512}, join(folder, 'vgg.h5'), () => {});
    expect(await readFile(join(folder, 'vgg.h5'))).toEqual(content);
  });

  test('attachments come from the allowed hosts only, and redirects are refused', async () => {
    useProxies({http: proxy.url, https: proxy.url});
    const limits = {maxBytes: 100, extraOrigins: ['http://weights.test']};
    const fetched = await downloadAttachment({url: 'http://weights.test/attachments/a', size: 0}, limits);
    expect(Buffer.from(fetched)).toEqual(content);
    await expect(
      downloadAttachment({url: 'http://weights.test/attachments/moved', size: 0}, limits),
    ).rejects.toMatchObject({code: 'DOWNLOAD_FAILED'});
    await expect(
      downloadAttachment({url: 'http://169.254.169.254/attachments/a', size: 0}, limits),
    ).rejects.toMatchObject({code: 'ATTACHMENT_REFUSED'});
    expect(new Set(proxy.asked)).toEqual(new Set(['weights.test:80']));
  });

  test('wrong credentials are an error that does not show them', async () => {
    useProxies({http: proxy.url.replace('p%40ss', 'wr%40ng')});
    const failure = await fetch(weights.url).catch((error: Error) => error);
    const text = inspect(failure, {depth: 9});
    expect(text).toContain('407');
    expect(text).not.toMatch(/wr@ng|wr%40ng/);
  });

  test('NO_PROXY goes directly', async () => {
    const {port} = server.address() as AddressInfo;
    useProxies({http: 'http://127.0.0.1:1', except: '127.0.0.1'});
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('weights');
  });
});
