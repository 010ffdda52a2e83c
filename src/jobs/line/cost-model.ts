/**
 * How long a picture will take: the work of its schedule, which is known, times the speed of this machine, which is
 * learnt from pictures already painted. Speed is measured for each quality apart, since drafts may be judged by an
 * encoder many times faster than that of better pictures. A new speed, say after moving to a GPU, takes a few
 * pictures of a quality to be believed.
 */
import type {Quality, RenderRecord, RenderSettings} from '../../nst/contract/protocol.ts';
import {pixelIterations, planScales} from '../../nst/contract/schedule.ts';

export interface CostModel {
  /** Takes a finished picture into account. */
  learn(record: Pick<RenderRecord, 'settings' | 'seconds' | 'pixelIterations'>): void;
  /** Seconds a whole square picture is expected to take; others take less. Undefined until one was measured. */
  estimateSeconds(settings: Pick<RenderSettings, 'size' | 'quality'>): number | undefined;
}

/** Weight of the newest measurement: after five pictures at a new speed, 5/6 of the forecast follows it. */
const newestWeight = 0.3;

/** Whose speed says most about a quality that was never measured. */
const nearestFirst: Readonly<Record<Quality, readonly Quality[]>> = {
  draft: ['draft', 'standard', 'high'],
  standard: ['standard', 'high', 'draft'],
  high: ['high', 'standard', 'draft'],
};

export function createCostModel(): CostModel {
  const secondsPerPixelIteration = new Map<Quality, number>();

  return {
    learn({settings: {quality}, seconds, pixelIterations}) {
      if (!(seconds > 0 && pixelIterations > 0)) return;
      const speed = blend(secondsPerPixelIteration.get(quality), seconds / pixelIterations);
      secondsPerPixelIteration.set(quality, speed);
    },
    estimateSeconds({size, quality}) {
      const measured = nearestFirst[quality].find((nearest) => secondsPerPixelIteration.has(nearest));
      const speed = measured && secondsPerPixelIteration.get(measured);
      return speed && speed * pixelIterations(planScales(1, size, quality));
    },
  };
}

function blend(mean: number | undefined, newest: number): number {
  return mean === undefined ? newest : mean + newestWeight * (newest - mean);
}
