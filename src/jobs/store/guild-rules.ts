/**
 * What the managers of a guild have decided, one row per guild. Reading returns defaults for everything they have not
 * decided. Limits here can only tighten the operator's.
 */
import type Database from 'libsql';
import {z} from 'zod';

const id = z.string().regex(/^\d{1,20}$/);
const limit = z.int().positive().optional();

export const rulesSchema = z.object({
  /** Channels where people may ask for pictures; empty: everywhere. */
  channels: z.array(id).default([]),
  /** Only people with one of these roles may ask; empty: everybody. */
  roles: z.array(id).default([]),
  /** People who may not ask. */
  blocked: z.array(id).default([]),
  defaultSize: limit,
  maxSize: limit,
  /** Jobs one user may have waiting or running. */
  maxJobsPerUser: limit,
  /** Minimum time between two jobs of one user. */
  cooldownSeconds: limit,
  /** Jobs one user may have per day, in UTC. */
  dailyQuota: limit,
  galleryChannelId: id.optional(),
  logChannelId: id.optional(),
});

export type GuildRules = z.infer<typeof rulesSchema>;

export interface GuildRulesStore {
  of(guildId: string): GuildRules;
  set(guildId: string, rules: GuildRules): void;
  /** Ids of guilds that have decided something. */
  guilds(): string[];
  /** Goes back to the operator's limits. */
  reset(guildId: string): void;
}

export function openGuildRules(database: Database.Database): GuildRulesStore {
  const select = database.prepare('SELECT rules FROM guild_rules WHERE guild_id = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO guild_rules (guild_id, rules) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM guild_rules WHERE guild_id = ?');
  const all = database.prepare('SELECT guild_id FROM guild_rules ORDER BY guild_id');
  const rowSchema = z.object({rules: z.string()}).optional();
  const guildsSchema = z.array(z.object({guild_id: z.string()}));
  return {
    of(guildId) {
      const row = rowSchema.parse(select.get(guildId));
      return rulesSchema.parse(row ? JSON.parse(row.rules) : {});
    },
    set(guildId, rules) {
      insert.run(guildId, JSON.stringify(rulesSchema.parse(rules)));
    },
    guilds: () => guildsSchema.parse(all.all()).map(({guild_id}) => guild_id),
    reset(guildId) {
      remove.run(guildId);
    },
  };
}
