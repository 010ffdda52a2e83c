/**
 * Whether new pictures are accepted, which the bot's owners decide. Paused: what is being painted ends, everything in
 * line waits, also over restarts. Draining: everything in line is painted; the next process accepts pictures again.
 */
import {setTimeout as delay} from 'node:timers/promises';
import {AppError} from '../../errors.ts';
import type {JobQueue} from '../../jobs/job.ts';
import type {HeldSlots} from '../../jobs/line/held-slots.ts';
import type {Decision} from '../../jobs/store/owner/decision.ts';
import type {PauseRecord} from '../../jobs/store/owner/pause.ts';

export type ReceptionState = {mode: 'open'} | ({mode: 'paused' | 'draining'} & Decision);

export interface Reception {
  state(): ReceptionState;
  pause(decision: Decision): void;
  /** Resolves with true when nothing is in line any more, with false when an owner has decided otherwise before. */
  drain(decision: Decision): Promise<boolean>;
  resume(): void;
}

export interface ReceptionOptions {
  record: PauseRecord;
  slots: Pick<HeldSlots, 'hold'>;
  queue: Pick<JobQueue, 'counts'>;
  /** How often to look whether the line is empty. */
  lookEveryMs?: number;
}

export function openReception({record, slots, queue, lookEveryMs = 1_000}: ReceptionOptions): Reception {
  const pause = record.get();
  let state: ReceptionState = pause ? {mode: 'paused', ...pause} : {mode: 'open'};
  slots.hold(state.mode === 'paused');

  function become(next: ReceptionState): void {
    const {mode, ...decision} = next;
    record.set(mode === 'paused' ? (decision as Decision) : undefined);
    state = next;
    slots.hold(mode === 'paused');
  }

  return {
    state: () => state,
    pause: (decision) => become({mode: 'paused', ...decision}),
    async drain(decision) {
      const own: ReceptionState = {mode: 'draining', ...decision};
      become(own);
      while (state === own) {
        const {waiting, running} = queue.counts();
        if (waiting + running === 0) return true;
        await delay(lookEveryMs, undefined, {ref: false});
      }
      return false;
    },
    resume: () => become({mode: 'open'}),
  };
}

/** @throws AppError `PAUSED` while nothing new is accepted */
export function requireReception({reception}: {reception: Pick<Reception, 'state'>}): void {
  const state = reception.state();
  if (state.mode === 'open') return;
  throw new AppError('PAUSED', `no new pictures are accepted: an owner said ${state.mode}`, {
    detail: {reason: 'paused', ...(state.reason !== undefined && {why: state.reason})},
  });
}
