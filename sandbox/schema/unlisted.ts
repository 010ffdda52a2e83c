/**
 * Finds what the official document does not list: Zod's plain objects let unknown properties pass, and so does Discord,
 * which ignores them. A bot that sends one believes in something that does not exist.
 */
import * as z from 'zod/mini';

type Schema = z.core.$ZodType;
export type Path = readonly (string | number)[];

/** Where `value` has properties that `schema` lacks, at any depth. `value` must fit the schema otherwise. */
export function unlistedPaths(schema: Schema, value: unknown): Path[] {
  if (value === null || value === undefined) return [];
  // Every schema is one of these classes, told apart by the type in its definition.
  const {def} = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return unlistedPaths(def.innerType, value);
    case 'lazy':
      return unlistedPaths(def.getter(), value);
    case 'array':
      return Array.isArray(value) ? value.flatMap((item, index) => below(index, def.element, item)) : [];
    case 'record':
      return Object.entries(value).flatMap(([key, item]) => below(key, def.valueType, item));
    case 'object':
      return Object.entries(value).flatMap(([key, item]) => {
        const listed = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
        return listed ? below(key, listed, item) : [[key]];
      });
    case 'union':
      return fewest(
        def.options.filter((option) => z.safeParse(option, value).success),
        value,
      );
    case 'intersection': {
      const right = new Set(unlistedPaths(def.right, value).map(String));
      return unlistedPaths(def.left, value).filter((path) => right.has(String(path)));
    }
    default:
      return [];
  }
}

function below(key: string | number, schema: Schema, value: unknown): Path[] {
  return unlistedPaths(schema, value).map((path) => [key, ...path]);
}

/** The member of a union that knows most of the value is the one that was meant. */
function fewest(options: readonly Schema[], value: unknown): Path[] {
  const findings = options.map((option) => unlistedPaths(option, value));
  return findings.sort((a, b) => a.length - b.length)[0] ?? [];
}
