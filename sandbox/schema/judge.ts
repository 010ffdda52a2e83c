/**
 * The judge: checks everything the bot sends and everything the sandbox answers against the official schema of its
 * route. The schema package's declarations do not compile here, so its exports come in as unknown values; those with
 * `safeParse` are schemas.
 */
import * as z from 'zod/mini';
import type {FormIssue} from '../rest/discord-error.ts';
import {type Allowance, isAllowed} from './allowances.ts';
import {describeIssues} from './issues.ts';
import {parameterIssues} from './parameters.ts';
import {type RouteTypes, readRouteTypes, unionMembers} from './route-types.ts';
import {type Path, unlistedPaths} from './unlisted.ts';

/** The lists are empty if nothing is wrong. Only the loaded routes are judged. */
export interface Judge {
  /** What Discord refuses. */
  judgeRequest(route: string, request: JudgedRequest): FormIssue[];
  /** What Discord ignores: properties and query parameters that the document does not list. */
  unlistedInRequest(route: string, request: JudgedRequest): FormIssue[];
  /** Unlisted properties included. */
  judgeResponse(route: string, status: number, body: unknown): FormIssue[];
}

export interface JudgedRequest {
  /** Of the path. */
  params?: Readonly<Record<string, string>>;
  query?: URLSearchParams;
  body?: unknown;
}

type Schema = z.core.$ZodType;

interface RouteSchemas {
  types: RouteTypes;
  request: Schema;
  /** By status; `4XX` stands for all refusals. */
  responses: Map<string, Schema>;
}

/**
 * `routeNames` are written `METHOD /path/as/in/the/document`.
 * @throws Error if the official document lacks one of them, because the sandbox's answers would go unjudged.
 */
export async function loadJudge(routeNames: readonly string[]): Promise<Judge> {
  const specifier: string = 'discord-api-spec/zod';
  const [exported, types]: [Record<string, unknown>, Map<string, RouteTypes>] = await Promise.all([
    import(specifier),
    readRouteTypes(),
  ]);
  const named = (name: string): Schema => {
    const schema = exported[`${name}Schema`];
    if (!isSchema(schema)) throw new Error(`expected discord-api-spec to export ${name}Schema`);
    return schema;
  };
  const schemas = new Map(
    routeNames.map((name): [string, RouteSchemas] => {
      const route = types.get(name);
      if (!route) throw new Error(`Discord's document has no route ${name}`);
      const responses = [...route.responses].map(([status, type]) => [status, compile(type, named)] as const);
      return [
        name,
        {types: route, request: compile(route.request ?? 'undefined', named), responses: new Map(responses)},
      ];
    }),
  );

  return {
    judgeRequest(route, {params = {}, query, body}) {
      const known = schemas.get(route);
      if (!known) return [];
      const parameters = [
        ...parameterIssues(known.types.path, Object.entries(params)),
        ...parameterIssues(known.types.query, query ?? []),
      ];
      return [...parameters, ...judge(known.request, body)];
    },
    unlistedInRequest(route, {query, body}) {
      const known = schemas.get(route);
      if (!known) return [];
      const unknown = [...(query?.keys() ?? [])].filter((name) => !known.types.query.has(name));
      const paths = [...unknown.map((name) => [name]), ...unlistedPaths(known.request, body)];
      return unlisted('bot', route, paths);
    },
    judgeResponse(route, status, body) {
      const responses = schemas.get(route)?.responses;
      const schema = responses?.get(String(status)) ?? responses?.get(`${String(status)[0]}XX`);
      if (!schema) return [];
      const issues = judge(schema, body);
      return issues.length > 0 ? issues : unlisted('sandbox', route, unlistedPaths(schema, body));
    },
  };
}

function judge(schema: Schema, value: unknown): FormIssue[] {
  const result = z.safeParse(schema, value);
  return result.success ? [] : describeIssues(result.error.issues, value);
}

function unlisted(side: Allowance['side'], route: string, paths: readonly Path[]): FormIssue[] {
  return paths
    .filter((path) => !isAllowed(side, route, path.at(-1)))
    .map((path) => ({path, code: 'UNLISTED', message: "Discord's document does not list this."}));
}

/** Turns a type expression of the declarations into a schema. */
function compile(expression: string, named: (name: string) => Schema): Schema {
  const members = unionMembers(expression);
  if (members.length > 1) return z.union(members.map((member) => compile(member, named)));
  if (expression.endsWith('[]')) return z.array(compile(expression.slice(0, -2), named));
  if (expression.startsWith('(') && expression.endsWith(')')) return compile(expression.slice(1, -1), named);
  if (expression === 'null') return z.null();
  // Discord ignores a body it does not expect. For those the document has `undefined` or, for a 204, `unknown`.
  if (expression === 'undefined' || expression === 'unknown') return z.unknown();
  if (/^\w+$/.test(expression)) return named(expression);
  throw new Error(`no schema for the inline type ${expression}`);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'safeParse' in value;
}
