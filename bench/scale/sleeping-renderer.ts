/** Paints nothing, but takes its time and reports as often as a real renderer. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Renderer} from '../../src/jobs/job.ts';
import {
  defaultSettings,
  type RenderEvent,
  type RenderRecord,
  type RenderRequest,
} from '../../src/nst/contract/protocol.ts';
import {pixelIterations, planScales} from '../../src/nst/contract/schedule.ts';

/** Four a second: as often as a bot hears of a worker's picture. */
export const reportEveryMs = 250;

export interface Sleep {
  /** How long a picture takes, a multiple of `reportEveryMs`. */
  seconds: number;
  /** Finished picture and frames. */
  image: Uint8Array;
  frame: Uint8Array;
  onReport?(): void;
}

export function createSleepingRenderer(sleepOf: () => Sleep): Renderer<RenderRequest> {
  return {
    async *render({frameEveryMs}, {signal}): AsyncIterable<RenderEvent> {
      const {seconds, image, frame, onReport} = sleepOf();
      const totalSteps = Math.round((seconds * 1000) / reportEveryMs);
      let framedAtMs = performance.now();
      for (let step = 1; step <= totalSteps; step++) {
        await sleep(reportEveryMs, undefined, {signal});
        onReport?.();
        const isFrame = frameEveryMs > 0 && performance.now() - framedAtMs >= frameEveryMs;
        if (isFrame) framedAtMs = performance.now();
        const fraction = step / totalSteps;
        yield {
          type: 'progress',
          step,
          totalSteps,
          fraction,
          loss: 1 - fraction,
          terms: {tv: 0.1},
          etaSeconds: seconds * (1 - fraction),
          ...(isFrame && {frame}),
        };
      }
      yield {type: 'done', image, record: recordOf(seconds)};
    },
    async close() {},
  };
}

export function recordOf(seconds: number): RenderRecord {
  return {
    settings: defaultSettings,
    seconds,
    secondsPerEvaluation: reportEveryMs / 1000,
    evaluations: seconds * 4,
    pixelIterations: pixelIterations(planScales(1, defaultSettings.size, defaultSettings.quality)),
    width: 512,
    height: 384,
    device: 'none',
    encoder: 'none',
    loss: 0,
    terms: {tv: 0.1},
    peakRssMb: 0,
  };
}
