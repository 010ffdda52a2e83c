/** Whether an owner has paused the bot, which the next process must know too. */
import type Database from 'libsql';
import {z} from 'zod';
import {type Decision, decisionColumns, toDecision} from './decision.ts';

export interface PauseRecord {
  get(): Decision | undefined;
  /** Undefined: the bot is not paused. */
  set(pause: Decision | undefined): void;
}

const rowSchema = z.object(decisionColumns).optional();

export function openPause(database: Database.Database): PauseRecord {
  const select = database.prepare('SELECT by, at, reason FROM pause');
  const insert = database.prepare(
    'INSERT OR REPLACE INTO pause (only_row, by, at, reason) VALUES (1, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM pause');
  return {
    get() {
      const row = rowSchema.parse(select.get());
      return row && toDecision(row);
    },
    set(pause) {
      if (pause) insert.run(pause.by, pause.at, pause.reason ?? null);
      else remove.run();
    },
  };
}
