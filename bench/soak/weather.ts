import {setTimeout as delay} from 'node:timers/promises';
import {GatewayCloseCodes} from 'discord-api-types/v10';
import type {Sandbox} from '../../sandbox/index.ts';
import type {Dice} from './dice.ts';

/** The kinds of trouble between a bot and Discord that pass by themselves. */
const troubles: readonly [Trouble, ...Trouble[]] = [
  ['edits limited', ({faults}) => faults.rateLimit('PATCH /webhooks/*', {times: 3, retryAfterMs: 400})],
  ['all limited', ({faults}) => faults.rateLimit('*', {times: 2, retryAfterMs: 300, scope: 'global'})],
  ['edits fail', ({faults}) => faults.serverError('PATCH /webhooks/*', {times: 3})],
  ['edits unavailable', ({faults}) => faults.serverError('PATCH *', {times: 2, status: 503})],
  ['new messages fail', ({faults}) => faults.serverError('POST /channels/*', {times: 2})],
  ['reactions fail', ({faults}) => faults.serverError('PUT *', {times: 2})],
  ['an acknowledgement fails', ({faults}) => faults.serverError('POST /interactions/*', {times: 1})],
  ['an answer is lost', ({faults}) => faults.loseAnswer('PATCH *', {times: 1})],
  ['an acknowledgement is lost', ({faults}) => faults.loseAnswer('POST /interactions/*', {times: 1})],
  ['connections break', ({faults}) => faults.resetConnection('PATCH *', {times: 2})],
  ['answers are late', ({faults}) => faults.delay('PATCH *', {times: 5, ms: 800})],
  ['gateway cut', ({gateway}) => gateway.drop({resumable: true})],
  ['gateway cut, session lost', ({gateway}) => gateway.drop({resumable: false})],
  ['gateway asks to reconnect', ({gateway}) => gateway.askToReconnect()],
  ['session invalid', ({gateway}) => gateway.invalidateSessions({resumable: false})],
  ['a shard cut', ({gateway}, shard) => gateway.drop({resumable: true, shard})],
  ['a shard cut, session lost', ({gateway}, shard) => gateway.drop({resumable: false, shard})],
  ['a shard closed', ({gateway}, shard) => gateway.closeWith(GatewayCloseCodes.UnknownError, {shard})],
  [
    'a shard cut, resumes refused',
    ({gateway}, shard) => {
      gateway.refuse([GatewayCloseCodes.SessionTimedOut, GatewayCloseCodes.UnknownError], {shard});
      gateway.drop({resumable: true, shard});
    },
  ],
];
type Trouble = readonly [name: string, strike: (sandbox: Sandbox, shard: number) => void];

/** Minutes for which Discord does not answer at all, by the sandbox's clock. */
export const outageMinutes = [3, 60] as const;

/**
 * No request is answered, for as many minutes as the bot believes: it waits sixty times faster than the world
 * (`hasten.ts`), so an hour takes a minute, and the sandbox's clock jumps ahead to match.
 */
export async function outage({faults, clock}: Sandbox, minutes: number, signal: AbortSignal): Promise<void> {
  faults.resetConnection('*', {times: Number.POSITIVE_INFINITY});
  await delay(minutes * 1_000, undefined, {signal}).catch(() => undefined);
  faults.clear();
  clock.advance(minutes * 59_000);
}

/**
 * Causes troubles one after the other, at random, until the signal; some strike only one of the shards. Resolves with
 * how often each came.
 */
export async function storm(
  sandbox: Sandbox,
  {dice, shards, signal}: {dice: Dice; shards: number; signal: AbortSignal},
): Promise<Map<string, number>> {
  const counts = new Map<string, number>(troubles.map(([name]) => [name, 0]));
  while (!signal.aborted) {
    const [name, strike] = dice.pick(troubles);
    strike(sandbox, Math.floor(dice.between(0, shards)));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await delay(dice.between(600, 2_400), undefined, {signal}).catch(() => undefined);
  }
  sandbox.faults.clear();
  return counts;
}
