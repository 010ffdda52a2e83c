/**
 * Answers an operator's tools over HTTP: `/livez`, `/readyz` and `/metrics`. Nothing it is asked changes anything. However
 * many ask, and however slowly, the process beside it has little to do: answers are shared, connections are few and short.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {AppError} from '../../errors.ts';
import type {Problems} from './readiness.ts';
import {shareAnswers} from './shared-answer.ts';

export interface HealthAddress {
  /** A name or address of this machine. */
  host: string;
  /** 0 takes any free one. */
  port: number;
}

export interface Answers {
  /** The program's version, for whoever looks. */
  version: string;
  problems(): Promise<Problems>;
  /** In Prometheus' text format. */
  metrics(): Promise<{type: string; text: string}>;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

export interface HealthLimits {
  /** Connections at a time; more are closed at once. */
  connections: number;
  /** How long one may last, from the first byte of the question to the last of the answer. */
  connectionMs: number;
  /** How old an answer may be. */
  keptMs: number;
}

const usual: HealthLimits = {connections: 32, connectionMs: 10_000, keptMs: 1_000};
/** No tool sends more than a few lines. */
const maxHeaderBytes = 8_192;
const json = 'application/json; charset=utf-8';

interface Page {
  status: number;
  type: string;
  text: string;
}

/** @throws AppError `BAD_CONFIG` when nobody can listen at that address */
export async function startHealthServer(
  {host, port}: HealthAddress,
  {version, problems, metrics}: Answers,
  limits: HealthLimits = usual,
): Promise<HealthServer> {
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    '/livez': async () => ({status: 200, type: json, text: `${JSON.stringify({live: true, version})}\n`}),
    '/readyz': shareAnswers(limits.keptMs, async () => {
      const found = await problems();
      const ready = Object.keys(found).length === 0;
      const body = {ready, version, ...(!ready && {problems: found})};
      return {status: ready ? 200 : 503, type: json, text: `${JSON.stringify(body)}\n`};
    }),
    '/metrics': shareAnswers(limits.keptMs, async () => ({status: 200, ...(await metrics())})),
  };

  async function pageFor({method = '', url = ''}: IncomingMessage): Promise<Page> {
    const [path = ''] = url.split('?', 1);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return plain(404, `expected ${Object.keys(pages).join(', ')}`);
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'expected GET or HEAD');
    return page().catch((error: unknown) => plain(500, String(error)));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {status, type, text} = await pageFor(request);
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      connection: 'close',
      ...(status === 405 && {allow: 'GET, HEAD'}),
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: limits.connectionMs,
      requestTimeout: limits.connectionMs,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void answer(request, response),
  );
  server.maxConnections = limits.connections;
  // However slowly somebody reads or writes.
  server.on('connection', (socket) => {
    const end = setTimeout(() => socket.destroy(), limits.connectionMs).unref();
    socket.on('close', () => clearTimeout(end));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(whyNot({host, port}, cause)));
    server.listen({host, port}, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function plain(status: number, text: string): Page {
  return {status, type: 'text/plain; charset=utf-8', text: `${text}\n`};
}

function whyNot({host, port}: HealthAddress, cause: NodeJS.ErrnoException): AppError {
  return new AppError('BAD_CONFIG', sentenceFor({host, port}, cause), {cause});
}

function sentenceFor({host, port}: HealthAddress, {code, message}: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return `HEALTH_PORT: expected a free port, but another process listens at ${host}:${port}.`;
    case 'EACCES':
      return `HEALTH_PORT: this user may not listen at port ${port}; take one from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HEALTH_HOST: expected a name or address of this machine, got ${host} (${code}).`;
    default:
      return `HEALTH_PORT: nobody can listen at ${host}:${port} (${code ?? message}).`;
  }
}
