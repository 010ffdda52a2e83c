/**
 * The REST API as one function from HTTP request to HTTP answer. The order of checks is Discord's: route, token,
 * rate limit, body, schema, then the route itself. Whatever happens is logged; nothing is thrown.
 */
import type {IncomingMessage, ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Judge} from '../schema.ts';
import type {Services} from '../services.ts';
import {type ParsedBody, readBody} from './body.ts';
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

const apiPrefix = /^\/api(?:\/v(\d+))?(?=\/)/;

export async function handleRest(
  parts: RestParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {services} = parts;
  const startedAt = services.clock.now();
  const method = request.method ?? 'GET';
  const version = apiPrefix.exec(url.pathname)?.[1] ?? '10';
  const path = url.pathname.replace(apiPrefix, '');
  const match = parts.router.match(method, path);
  const route = match ? routeName(match.route) : `${method} ${services.log.mask(path)}`;
  let summary = '';

  const effect = parts.faults.take(route);
  if (effect?.kind === 'delay') await sleep(effect.ms, undefined, {ref: false});
  let answer: Answer | 'reset';
  if (effect?.kind === 'reset') answer = 'reset';
  else if (effect?.kind === 'respond') answer = effect;
  else {
    answer = await settle(parts, route, async () => {
      if (version !== '10') throw new DiscordError('invalidApiVersion');
      if (!match) throw unknownRoute(parts, route);
      return answerMatch(parts, match, url, request, (parsed) => {
        summary = summarize(services, parsed);
      });
    });
  }

  if (answer === 'reset') response.destroy();
  else send(response, answer);
  services.log.add({
    kind: 'rest',
    at: startedAt,
    method,
    route,
    path: services.log.mask(path),
    status: answer === 'reset' ? 0 : answer.status,
    durationMs: services.clock.now() - startedAt,
    request: summary,
    response: answer === 'reset' ? 'connection reset' : services.log.summarize(answer.body),
  });
}

async function answerMatch(
  parts: RestParts,
  match: RouteMatch,
  url: URL,
  request: IncomingMessage,
  onBody: (parsed: ParsedBody) => void,
): Promise<Answer> {
  const {route, params} = match;
  if (route.auth === 'bot' && request.headers.authorization !== `Bot ${parts.botToken}`) {
    throw new DiscordError('unauthorized');
  }
  const {headers, refusal} = parts.rateLimits.take(route, params);
  if (refusal) return {status: 429, headers, body: refusalBody(refusal.retryAfterMs, refusal.global)};
  const handled = async () => {
    const parsed = await readBody(request);
    onBody(parsed);
    const issues = parts.judge.judgeRequest(routeName(route), parsed.body);
    if (issues.length > 0) throw new DiscordError('invalidForm', issues);
    return route.handle({params, query: url.searchParams, ...parsed}, parts.services);
  };
  const answer = await handled().catch((error: unknown) => answerError(parts, routeName(route), error));
  return {...answer, headers};
}

/** Runs a step, turns what it throws into an answer, and holds the answer against the official document. */
async function settle(parts: RestParts, route: string, step: () => Promise<Answer>): Promise<Answer> {
  const answer = await step().catch((error: unknown) => answerError(parts, route, error));
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
  return new DiscordError('general');
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
