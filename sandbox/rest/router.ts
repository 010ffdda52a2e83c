/** Finds the route for a method and path. Literal segments win over parameters: `@me` before `{user_id}`. */
import type {Route} from './route.ts';

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

export class Router {
  readonly #routes: {route: Route; segments: string[]}[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes
      .map((route) => ({route, segments: route.path.split('/')}))
      .sort((a, b) => parameterCount(a.segments) - parameterCount(b.segments));
  }

  match(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/').map(decodeSegment);
    for (const candidate of this.#routes) {
      if (candidate.route.method !== method) continue;
      const params = matchSegments(candidate.segments, segments);
      if (params) return {route: candidate.route, params};
    }
    return undefined;
  }
}

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name && segment) params[name] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

/** A malformed escape stays as it is, so it matches only a parameter. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parameterCount(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}
