/**
 * Counts who has asked for how many pictures, for cooldowns and daily quotas: one row per accepted job. The row is
 * removed if the job fails or is cancelled before it starts. Days are in UTC.
 */
import type Database from 'libsql';
import {z} from 'zod';
import {AppError} from '../../errors.ts';

export interface ChargeLimits {
  /** Minimum time between two jobs of one user; 0: no wait. */
  cooldownSeconds: number;
  /** Jobs one user may have per day; 0: no limit. */
  dailyQuota: number;
}

export interface Charge {
  jobId: string;
  owner: string;
  /** Absent in direct messages. */
  guildId?: string;
}

/** The operator's limits count jobs everywhere; a guild's limits count only jobs in that guild. */
export interface ChargeRules {
  everywhere: ChargeLimits;
  guild?: ChargeLimits;
}

export interface Charges {
  /** @throws AppError `QUOTA` that says when the next job may come */
  check(charge: Omit<Charge, 'jobId'>, rules: ChargeRules, now: Date): void;
  /** Checks and adds the charge in one step, so that two jobs at once cannot both be the last. @throws like `check` */
  take(charge: Charge, rules: ChargeRules, now: Date): void;
  giveBack(jobId: string): void;
  /** How many jobs an owner has used on the day of `now`, in one guild or everywhere. */
  usedOn(owner: string, guildId: string | undefined, now: Date): number;
  /** Deletes charges too old to count for any limit. */
  dropOld(now: Date): void;
}

const dayMs = 24 * 60 * 60_000;

export function openCharges(database: Database.Database): Charges {
  const insert = database.prepare('INSERT INTO charges (job_id, owner, guild_id, at) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM charges WHERE job_id = ?');
  const removeOld = database.prepare('DELETE FROM charges WHERE at < ?');
  const sums = 'SELECT count(*) FILTER (WHERE at >= ?) AS used, max(at) AS last FROM charges WHERE owner = ?';
  const everywhere = database.prepare(sums);
  const inGuild = database.prepare(`${sums} AND guild_id = ?`);
  const sumsSchema = z.object({used: z.number(), last: z.string().nullable()});

  function usage(owner: string, guildId: string | undefined, now: Date): z.infer<typeof sumsSchema> {
    const dayStart = new Date(startOfDay(now)).toISOString();
    return sumsSchema.parse(
      guildId === undefined ? everywhere.get(dayStart, owner) : inGuild.get(dayStart, owner, guildId),
    );
  }

  function check({owner, guildId}: Omit<Charge, 'jobId'>, rules: ChargeRules, now: Date): void {
    requireLimits(usage(owner, undefined, now), rules.everywhere, now);
    if (guildId !== undefined && rules.guild) requireLimits(usage(owner, guildId, now), rules.guild, now);
  }

  return {
    check,
    take(charge, rules, now) {
      check(charge, rules, now);
      insert.run(charge.jobId, charge.owner, charge.guildId ?? null, now.toISOString());
    },
    giveBack(jobId) {
      remove.run(jobId);
    },
    usedOn: (owner, guildId, now) => usage(owner, guildId, now).used,
    dropOld(now) {
      removeOld.run(new Date(startOfDay(now) - dayMs).toISOString());
    },
  };
}

function requireLimits(
  {used, last}: {used: number; last: string | null},
  {cooldownSeconds, dailyQuota}: ChargeLimits,
  now: Date,
): void {
  const readyMs = last === null ? 0 : Date.parse(last) + cooldownSeconds * 1000;
  if (cooldownSeconds > 0 && readyMs > now.getTime()) {
    throw new AppError('QUOTA', `expected ${cooldownSeconds} s between two jobs`, {
      detail: {reason: 'cooldown', seconds: cooldownSeconds, until: readyMs / 1000},
    });
  }
  if (dailyQuota > 0 && used >= dailyQuota) {
    throw new AppError('QUOTA', `expected at most ${dailyQuota} jobs a day`, {
      detail: {reason: 'quotaUsed', most: dailyQuota, until: (startOfDay(now) + dayMs) / 1000},
    });
  }
}

function startOfDay(now: Date): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
}
