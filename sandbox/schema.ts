/**
 * The judge: Discord's official schemas, wrapped once. Everything the bot sends and everything the sandbox answers is
 * held against the schema of its route. The package's own declarations do not compile here, so its exports come in
 * as unknown values and are recognised by having `safeParse`.
 */
import * as z from 'zod/mini';
import type {FormIssue} from './rest/discord-error.ts';
import {type RouteTypes, readRouteTypes, unionMembers} from './schema-index.ts';
import {describeIssues} from './schema-issues.ts';

export interface Judge {
  /** Whether the official document knows this method and path. */
  knows(route: string): boolean;
  judgeRequest(route: string, body: unknown): FormIssue[];
  judgeResponse(route: string, status: number, body: unknown): FormIssue[];
}

type Schema = z.core.$ZodType;

export async function loadJudge(): Promise<Judge> {
  const specifier: string = 'discord-api-spec/zod';
  const [exported, routes]: [Record<string, unknown>, Map<string, RouteTypes>] = await Promise.all([
    import(specifier),
    readRouteTypes(),
  ]);
  const named = (name: string): Schema => {
    const schema = exported[`${name}Schema`];
    if (!isSchema(schema)) throw new Error(`expected discord-api-spec to export ${name}Schema`);
    return schema;
  };
  const cache = new Map<string, Schema>();
  const schemaOf = (expression: string): Schema => {
    const known = cache.get(expression);
    if (known) return known;
    const schema = compile(expression, named);
    cache.set(expression, schema);
    return schema;
  };
  const judge = (expression: string | undefined, value: unknown): FormIssue[] => {
    const result = z.safeParse(schemaOf(expression ?? 'undefined'), value);
    return result.success ? [] : describeIssues(result.error.issues, value);
  };

  return {
    knows: (route) => routes.has(route),
    judgeRequest: (route, body) => judge(routes.get(route)?.request, body),
    judgeResponse: (route, status, body) => {
      const responses = routes.get(route)?.responses;
      return judge(responses?.get(String(status)) ?? responses?.get(`${String(status)[0]}XX`), body);
    },
  };
}

/** Turns a type expression of the declarations into a schema. */
function compile(expression: string, named: (name: string) => Schema): Schema {
  const members = unionMembers(expression);
  if (members.length > 1) return z.union(members.map((member) => compile(member, named)));
  if (expression.endsWith('[]')) return z.array(compile(expression.slice(0, -2), named));
  if (expression.startsWith('(') && expression.endsWith(')')) return compile(expression.slice(1, -1), named);
  if (expression === 'null') return z.null();
  // Discord ignores a body where it expects none; the document writes `undefined` and, for a 204, `unknown`.
  if (expression === 'undefined' || expression === 'unknown') return z.unknown();
  if (/^\w+$/.test(expression)) return named(expression);
  throw new Error(`no schema for the inline type ${expression}`);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'safeParse' in value;
}
