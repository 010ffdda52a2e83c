/**
 * One entry of the REST API. `path` is written as in the official document, because its schemas are found by it. `Body`
 * is the discord-api-types twin of the request schema; that schema has accepted the body before `handle` sees it.
 */
import type {Services} from '../services.ts';
import type {Upload} from './body.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RestRequest<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Files of a multipart body. */
  readonly uploads: readonly Upload[];
}

export interface Reply {
  status: 200 | 201 | 204;
  body?: unknown;
}

/** Requests in the same bucket share its window. */
export interface BucketRule {
  name: string;
  limit: number;
  windowMs: number;
  /** Path parameters that get a window each. */
  per: readonly string[];
}

export interface Route<Body = unknown> {
  readonly method: Method;
  readonly path: string;
  /** Routes with a token in the path need no bot token. */
  readonly auth: 'bot' | 'none';
  readonly bucket?: BucketRule;
  handle(request: RestRequest<Body>, services: Services): Reply | Promise<Reply>;
}

/** The name schemas, faults and the log use for a route: `METHOD /path/{with_parameters}`. */
export function routeName(route: Route): string {
  return `${route.method} ${route.path}`;
}

export const noContent: Reply = {status: 204};

export function ok(body: unknown): Reply {
  return {status: 200, body};
}

/** A path parameter of the matched route. */
export function param(request: RestRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new TypeError(`expected the route to have a parameter ${name}`);
  return value;
}
