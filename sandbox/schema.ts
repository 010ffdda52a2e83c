/**
 * The judge: checks everything the bot sends and everything the sandbox answers against the official schema of its
 * route. The schema package's declarations do not compile here, so its exports come in as unknown values; those with
 * `safeParse` are schemas.
 */
import * as z from 'zod/mini';
import type {FormIssue} from './rest/discord-error.ts';
import {type RouteTypes, readRouteTypes, unionMembers} from './schema-index.ts';
import {describeIssues} from './schema-issues.ts';

export interface Judge {
  /** Both lists are empty if nothing is wrong. Only the loaded routes are judged. */
  judgeRequest(route: string, body: unknown): FormIssue[];
  judgeResponse(route: string, status: number, body: unknown): FormIssue[];
}

type Schema = z.core.$ZodType;

interface RouteSchemas {
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
      return [name, {request: compile(route.request ?? 'undefined', named), responses: new Map(responses)}];
    }),
  );

  return {
    judgeRequest: (route, body) => judge(schemas.get(route)?.request, body),
    judgeResponse(route, status, body) {
      const responses = schemas.get(route)?.responses;
      return judge(responses?.get(String(status)) ?? responses?.get(`${String(status)[0]}XX`), body);
    },
  };
}

function judge(schema: Schema | undefined, value: unknown): FormIssue[] {
  if (!schema) return [];
  const result = z.safeParse(schema, value);
  return result.success ? [] : describeIssues(result.error.issues, value);
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
