/**
 * Who belongs to a fleet. Bot and workers say every few seconds who they are, in a sorted set whose scores are the times
 * by Redis' own clock, so the members' clocks do not matter. Whoever is silent for a while is left out.
 */
import {randomUUID} from 'node:crypto';
import type {Redis} from 'ioredis';
import {z} from 'zod';
import type {FleetAddress} from './connection.ts';

const memberSchema = z.object({
  role: z.enum(['bot', 'worker']),
  name: z.string(),
  version: z.string(),
  /** Of a worker. */
  device: z.string().optional(),
  encoder: z.string().optional(),
  isPainting: z.boolean().optional(),
});
export type Member = z.infer<typeof memberSchema>;

/** A worker, for whoever looks at the fleet. */
export interface WorkerEntry {
  name: string;
  version: string;
  device?: string;
  isPainting: boolean;
}

export interface RosterOptions {
  /** This process, as it is now. */
  self(): Member;
  /** Called every few seconds with all members, this process included, in the order of their names. */
  onMembers(members: readonly Member[]): void;
}

export interface Roster {
  /** Something about this process has changed: says so now instead of at the next beat. */
  sign(): void;
  /** All members, this process included. Waits for a Redis that is out of reach. */
  members(): Promise<Member[]>;
  /** Leaves at once, if Redis is reached. */
  close(): Promise<void>;
}

const beatMs = 3_000;
/** Several beats, because a busy machine misses some. */
const lostAfterSeconds = 20;

export function joinRoster(
  redis: Redis,
  {prefix}: Pick<FleetAddress, 'prefix'>,
  {self, onMembers}: RosterOptions,
): Roster {
  const key = `${prefix}:roster`;
  const id = randomUUID();
  let entry: string | undefined;
  let isAsking = false;
  let isStale = false;
  let closed = false;
  const timer = setInterval(() => void beat(), beatMs);
  void beat();

  async function beat(): Promise<void> {
    // Commands wait while Redis is out of reach, and one is enough.
    isStale = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      const members = await sayAndAsk();
      if (!closed) onMembers(members);
    } catch {
      // Redis' own troubles are told by whoever paints; the next beat tries again.
    } finally {
      isAsking = false;
      if (isStale && !closed) void beat();
    }
  }

  async function sayAndAsk(): Promise<Member[]> {
    const [seconds] = (await redis.time()).map(Number) as [number, number];
    const before = entry;
    entry = JSON.stringify({id, ...self()});
    if (before !== undefined && before !== entry) await redis.zrem(key, before);
    // Whoever has left stays away.
    if (closed) return [];
    await redis.zadd(key, seconds, entry);
    await redis.zremrangebyscore(key, '-inf', seconds - lostAfterSeconds);
    await redis.expire(key, lostAfterSeconds * 3);
    return members();
  }

  async function members(): Promise<Member[]> {
    return toMembers(await redis.zrange(key, '0', '-1'));
  }

  return {
    sign: () => void beat(),
    members,
    async close() {
      closed = true;
      clearInterval(timer);
      if (entry !== undefined && redis.status === 'ready')
        await redis.zrem(key, entry).catch(() => undefined);
    },
  };
}

/** The workers among these members. */
export function workersOf(members: readonly Member[]): WorkerEntry[] {
  return members.flatMap(({role, name, version, device, isPainting = false}) =>
    role === 'worker' ? [{name, version, ...(device !== undefined && {device}), isPainting}] : [],
  );
}

/** Leaves out what another version has written in another form. */
function toMembers(entries: readonly string[]): Member[] {
  return entries
    .flatMap((text) => {
      const parsed = memberSchema.safeParse(parseJson(text));
      return parsed.success ? [parsed.data] : [];
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
