/**
 * libsql 0.5 ends the whole process, past every `catch`, when it is given a value that it cannot bind: a boolean, bytes,
 * or an object where an id should be. Ids come from outside, so values are checked before they reach it.
 */
import type Database from 'libsql';

type Method = (...values: unknown[]) => unknown;

const methods = ['run', 'get', 'all', 'iterate'] as const;

/** Makes statements throw a TypeError for such values. Changes the database and returns it. */
export function withCheckedBindings(database: Database.Database): Database.Database {
  const prepare = database.prepare.bind(database);
  database.prepare = ((sql: string) => {
    const statement = prepare(sql) as unknown as Record<(typeof methods)[number], Method>;
    for (const name of methods) {
      const call = statement[name].bind(statement);
      statement[name] = (...values) => {
        for (const value of values) requireBindable(sql, value);
        return call(...values);
      };
    }
    return statement;
  }) as unknown as typeof database.prepare;
  return database;
}

function requireBindable(sql: string, value: unknown): void {
  if (isPlain(value)) return;
  if (Array.isArray(value)) {
    for (const part of value) if (!isPlain(part)) throw unbindable(part);
    return;
  }
  const named = [...sql.matchAll(/[:@$]([a-z]\w*)/gi)].map(([, name]) => name as string);
  if (typeof value !== 'object' || value === null || named.length === 0) throw unbindable(value);
  for (const name of named) {
    const part = (value as Record<string, unknown>)[name];
    if (!(name in value) || !isPlain(part)) throw unbindable(part);
  }
}

function isPlain(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return ['string', 'number', 'bigint'].includes(typeof value);
}

function unbindable(value: unknown): TypeError {
  return new TypeError(`expected a text or a number for the database, received ${JSON.stringify(value)}`);
}
