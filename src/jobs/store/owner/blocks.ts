/** Whom the bot's owners have blocked from Discord. The lists in the configuration are not here. */
import type Database from 'libsql';
import {z} from 'zod';
import {type Decision, decisionColumns, toDecision} from './decision.ts';

export const blockKinds = ['user', 'guild'] as const;
export type BlockKind = (typeof blockKinds)[number];

export interface Block extends Decision {
  kind: BlockKind;
  id: string;
}

export interface BlockTable {
  get(kind: BlockKind, id: string): Block | undefined;
  /** Newest first. */
  list(): Block[];
  /** Replaces an earlier block of the same person or guild. */
  add(block: Block): void;
  /** False if there was none. */
  remove(kind: BlockKind, id: string): boolean;
}

const rowSchema = z.object({kind: z.enum(blockKinds), id: z.string(), ...decisionColumns});

export function openBlocks(database: Database.Database): BlockTable {
  const columns = 'SELECT kind, id, by, at, reason FROM blocks';
  const select = database.prepare(`${columns} WHERE kind = ? AND id = ?`);
  const all = database.prepare(`${columns} ORDER BY at DESC, rowid DESC`);
  const insert = database.prepare(
    'INSERT OR REPLACE INTO blocks (kind, id, by, at, reason) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM blocks WHERE kind = ? AND id = ?');
  return {
    get(kind, id) {
      const row = rowSchema.optional().parse(select.get(kind, id));
      return row && toBlock(row);
    },
    list: () => z.array(rowSchema).parse(all.all()).map(toBlock),
    add({kind, id, by, at, reason}) {
      insert.run(kind, id, by, at, reason ?? null);
    },
    remove: (kind, id) => remove.run(kind, id).changes > 0,
  };
}

function toBlock({kind, id, ...decision}: z.infer<typeof rowSchema>): Block {
  return {kind, id, ...toDecision(decision)};
}
