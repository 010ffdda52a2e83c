/** Since when the bot has not been found in a guild that it has data of. */
import type Database from 'libsql';
import {z} from 'zod';

export interface Absences {
  /** Remembers the first time. Returns it. */
  note(guildId: string, now: Date): Date;
  /** The bot is there, or nothing of the guild is left. */
  clear(guildId: string): void;
}

const rowSchema = z.object({since: z.string()});

export function openAbsences(database: Database.Database): Absences {
  const insert = database.prepare('INSERT OR IGNORE INTO absent_guilds (guild_id, since) VALUES (?, ?)');
  const select = database.prepare('SELECT since FROM absent_guilds WHERE guild_id = ?');
  const remove = database.prepare('DELETE FROM absent_guilds WHERE guild_id = ?');
  return {
    note(guildId, now) {
      insert.run(guildId, now.toISOString());
      return new Date(rowSchema.parse(select.get(guildId)).since);
    },
    clear(guildId) {
      remove.run(guildId);
    },
  };
}
