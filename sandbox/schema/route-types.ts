/**
 * Which official schema judges which route. The schema package lists the routes only in its TypeScript declarations
 * (`interface Paths`), generated line by line from the OpenAPI document. This file reads that list, so nobody has to
 * keep a table by hand.
 */
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

/** Type expressions as the declarations write them: `MessageResponse`, `UserResponse[]`, `A | B`, `null`. */
export interface RouteTypes {
  /** Parameters in the path and in the query, by name. */
  path: Map<string, string>;
  query: Map<string, string>;
  request: string | undefined;
  /** By status: `200`, `204`, `429`, `4XX`. */
  responses: Map<string, string>;
}

/** Keys look like `PATCH /channels/{channel_id}/messages/{message_id}`. */
export async function readRouteTypes(): Promise<Map<string, RouteTypes>> {
  const declarations = fileURLToPath(import.meta.resolve('discord-api-spec')).replace(/\.js$/, '.ts');
  const source = await readFile(declarations, 'utf8');
  const start = source.indexOf('export interface Paths {');
  const end = source.indexOf('\n}\n', start);
  if (start < 0 || end < 0) throw new Error(`expected "interface Paths" in ${declarations}`);
  return parsePaths(source.slice(start, end).split('\n').slice(1));
}

function parsePaths(lines: readonly string[]): Map<string, RouteTypes> {
  const routes = new Map<string, RouteTypes>();
  let path = '';
  let types = noTypes();
  let place: 'path' | 'query' | undefined;
  for (const [index, line] of lines.entries()) {
    const pathLine = /^ {2}"(.+)": \{$/.exec(line);
    const methodLine = /^ {4}(\w+): \{$/.exec(line);
    const placeLine = /^ {8}(path|query)\?: \{$/.exec(line);
    const parameterLine = /^ {10}(\w+)\??:(.*)$/.exec(line);
    const requestLine = /^ {6}requestBody\??:(.*)$/.exec(line);
    const responseLine = /^ {8}"(\w+)":(.*)$/.exec(line);
    if (/^ {8}\};$/.test(line)) place = undefined;
    else if (placeLine) place = placeLine[1] as typeof place;
    else if (pathLine?.[1]) path = pathLine[1];
    else if (methodLine?.[1]) {
      types = noTypes();
      routes.set(`${methodLine[1].toUpperCase()} ${path}`, types);
    } else if (place && parameterLine?.[1]) {
      types[place].set(parameterLine[1], readExpression(parameterLine[2] ?? '', lines, index));
    } else if (requestLine) types.request = readExpression(requestLine[1] ?? '', lines, index);
    else if (responseLine?.[1]) {
      types.responses.set(responseLine[1], readExpression(responseLine[2] ?? '', lines, index));
    }
  }
  return routes;
}

function noTypes(): RouteTypes {
  return {path: new Map(), query: new Map(), request: undefined, responses: new Map()};
}

/** Joins an expression into one line, from its first line to the `;` outside all brackets. */
function readExpression(firstPiece: string, lines: readonly string[], index: number): string {
  let text = firstPiece;
  for (let next = index + 1; !isComplete(text) && next < lines.length; next += 1) text += ` ${lines[next]}`;
  return text.trim().replace(/;$/, '').trim();
}

function isComplete(text: string): boolean {
  if (!text.trimEnd().endsWith(';')) return false;
  const opened = text.match(/[{([]/g)?.length ?? 0;
  const closed = text.match(/[})\]]/g)?.length ?? 0;
  return opened === closed;
}

/** Splits `A | (B | null)[]` at the bars outside brackets. */
export function unionMembers(expression: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of expression) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (character === '|' && depth === 0) {
      members.push(current.trim());
      current = '';
    } else current += character;
  }
  // A union that spans several lines begins with a bar.
  return [...members, current.trim()].filter(Boolean);
}
