/**
 * The REST API as one function from HTTP request to HTTP answer. It checks in Discord's order: route, token, rate
 * limit, body, schema, then the route itself. It logs every request and never throws.
 */
import type {IncomingMessage, ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Judge} from '../schema/judge.ts';
import type {Services} from '../services.ts';
import {ClientGoneError, type ParsedBody, readBody} from './body.ts';
import {DiscordError} from './discord-error.ts';
import type {Faults} from './faults.ts';
import {type RateLimits, refusalBody} from './rate-limits.ts';
import {routeName} from './route.ts';
import type {RouteMatch, Router} from './router.ts';
import type {Violation} from './violations.ts';

export interface RestParts {
  services: Services;
  router: Router;
  judge: Judge;
  faults: Faults;
  rateLimits: RateLimits;
  botToken: string;
  violations: Violation[];
  unknownRoutes: string[];
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** One request while it is being handled. */
interface Call {
  /** Named as in the official document; the masked path if the sandbox has no such route. */
  route: string;
  path: string;
  version: string;
  match: RouteMatch | undefined;
  url: URL;
  request: IncomingMessage;
  /** The body for the log; known once it has been read. */
  bodySummary: string;
}

const apiPrefix = /^\/api(?:\/v(\d+))?(?=\/)/;

export async function handleRest(
  parts: RestParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {clock, log} = parts.services;
  const startedAt = clock.now();
  const method = request.method ?? 'GET';
  const rawPath = url.pathname.replace(apiPrefix, '');
  const path = log.mask(rawPath);
  const match = parts.router.match(method, rawPath);
  const version = apiPrefix.exec(url.pathname)?.[1] ?? '10';
  const route = match ? routeName(match.route) : `${method} ${path}`;
  const call: Call = {route, path, version, match, url, request, bodySummary: ''};

  const answer = await answerCall(parts, call);
  if (answer) send(response, answer);
  else response.destroy();
  log.add({
    kind: 'rest',
    at: startedAt,
    method,
    route,
    path,
    status: answer?.status ?? 0,
    durationMs: clock.now() - startedAt,
    request: call.bodySummary,
    response: answer ? log.summarize(answer.body) : 'connection reset',
  });
}

/** Undefined if a fault or the client breaks the connection. */
async function answerCall(parts: RestParts, call: Call): Promise<Answer | undefined> {
  const fault = parts.faults.take(call.route);
  if (fault?.kind === 'reset') return undefined;
  if (fault?.kind === 'respond') return fault;
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, {ref: false});
  const answer = await settle(parts, call.route, async () => {
    if (call.version !== '10') throw new DiscordError('invalidApiVersion');
    if (!call.match) throw unknownRoute(parts, call.route);
    return answerMatch(parts, call, call.match);
  });
  return fault?.kind === 'lose' ? undefined : answer;
}

async function answerMatch(parts: RestParts, call: Call, {route, params}: RouteMatch): Promise<Answer> {
  if (route.auth === 'bot' && call.request.headers.authorization !== `Bot ${parts.botToken}`) {
    throw new DiscordError('unauthorized');
  }
  const {headers, refusal} = parts.rateLimits.take(route, params);
  if (refusal) return {status: 429, headers, body: refusalBody(refusal.retryAfterMs, refusal.global)};
  const handled = async () => {
    const parsed = await readBody(call.request);
    call.bodySummary = summarize(parts.services, parsed);
    const request = {params, query: call.url.searchParams, ...parsed};
    const issues = parts.judge.judgeRequest(call.route, request);
    if (issues.length > 0) throw new DiscordError('invalidForm', issues);
    const unlisted = parts.judge.unlistedInRequest(call.route, request);
    if (unlisted.length > 0) {
      parts.violations.push({side: 'bot', route: call.route, issues: unlisted, body: call.bodySummary});
    }
    return route.handle(request, parts.services);
  };
  const answer = await handled().catch((error: unknown) => {
    if (error instanceof ClientGoneError) throw error;
    return answerError(parts, call.route, error);
  });
  return {...answer, headers};
}

/**
 * Runs a step, turns an error into an answer, and checks the answer against the official document. Undefined if the
 * client has left.
 */
async function settle(
  parts: RestParts,
  route: string,
  step: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const answer = await step().catch((error: unknown) =>
    error instanceof ClientGoneError ? undefined : answerError(parts, route, error),
  );
  if (!answer) return undefined;
  if (answer.status < 500) {
    const issues = parts.judge.judgeResponse(route, answer.status, answer.body);
    if (issues.length > 0) {
      parts.violations.push({
        side: 'sandbox',
        route,
        issues,
        body: parts.services.log.summarize(answer.body),
      });
    }
  }
  return answer;
}

function answerError(parts: RestParts, route: string, error: unknown): Answer {
  if (error instanceof DiscordError) {
    const {status, body} = error;
    if (error.issues.length > 0) {
      parts.violations.push({
        side: 'bot',
        route,
        issues: error.issues,
        body: parts.services.log.summarize(body),
      });
    }
    return {status, body};
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  parts.violations.push({side: 'sandbox', route, issues: [{path: [], code: 'CRASH', message}], body: ''});
  return {status: 500, body: {message: '500: Internal Server Error', code: 0}};
}

function unknownRoute(parts: RestParts, route: string): DiscordError {
  parts.unknownRoutes.push(route);
  parts.services.log.add({
    kind: 'note',
    at: parts.services.clock.now(),
    text: `the sandbox has no route ${route}`,
  });
  return new DiscordError('notFound');
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.body === undefined) response.writeHead(answer.status, answer.headers).end();
  else {
    const headers = {...answer.headers, 'Content-Type': 'application/json'};
    response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
  }
}

function summarize(services: Services, parsed: ParsedBody): string {
  const files = parsed.uploads.map(({filename, bytes}) => `${filename} (${bytes.byteLength} bytes)`);
  const body = services.log.summarize(parsed.body);
  return files.length === 0 ? body : `${body} + ${files.join(', ')}`;
}
