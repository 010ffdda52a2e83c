/**
 * The bot's own status: how long the queue is. Each shard shows it to its servers. Discord takes five changes in twenty
 * seconds and 120 packets a minute from a shard, and a status is no clock, so it changes at most twice a minute.
 */
import {ActivityType, type GatewayPresenceUpdateData, PresenceUpdateStatus} from 'discord.js';
import type {Words} from '../commands/words/words.ts';

export interface PresenceShard {
  id: number;
  isReady: boolean;
}

export interface PresenceOptions {
  shards(): readonly PresenceShard[];
  /** @throws Error when the shard's connection is lost meanwhile */
  send(shard: number, presence: GatewayPresenceUpdateData): Promise<void>;
  /** What to show; undefined: nothing. */
  text(): string | undefined;
  onTrouble(error: unknown): void;
  now?(): number;
}

export interface Presence {
  /** The shard has a new session, which shows nothing yet. */
  renew(shard: number): void;
  stop(): void;
}

const restMs = 30_000;
const lookEveryMs = 5_000;

export function startPresence({
  shards,
  send,
  text,
  onTrouble,
  now = () => performance.now(),
}: PresenceOptions): Presence {
  /** What each shard was told in its present session, and when it was last told anything. */
  const told = new Map<number, {text?: string | undefined; atMs: number}>();

  /** Tells each shard what it should show and has not been told, unless it was told something a short while ago. */
  function update(): void {
    const wanted = text();
    for (const {id, isReady} of shards()) {
      const last = told.get(id);
      if (!isReady || last?.text === wanted || (last && now() - last.atMs < restMs)) continue;
      told.set(id, {text: wanted, atMs: now()});
      send(id, presenceOf(wanted)).catch((error: unknown) => {
        told.delete(id);
        onTrouble(error);
      });
    }
  }

  const timer = setInterval(update, lookEveryMs);
  timer.unref();
  return {
    renew(shard) {
      const last = told.get(shard);
      if (last) told.set(shard, {atMs: last.atMs});
      update();
    },
    stop: () => clearInterval(timer),
  };
}

/** How the queue is, in a few words. */
export function presenceText(
  {waiting, running, isPaused}: {waiting: number; running: number; isPaused: boolean},
  {owner: {presence}, commands}: Words,
): string {
  if (isPaused) return presence.paused;
  if (waiting > 0) return presence.waiting(waiting);
  return running > 0 ? presence.painting : presence.idle(commands.stylize.name);
}

function presenceOf(text: string | undefined): GatewayPresenceUpdateData {
  return {
    // Discord wants a name, and shows the state.
    activities: text === undefined ? [] : [{name: 'Custom Status', type: ActivityType.Custom, state: text}],
    afk: false,
    since: null,
    status: PresenceUpdateStatus.Online,
  };
}
