/**
 * Estimates how long a picture will take: the known work of its schedule times the seconds that this machine needed per
 * unit of work in earlier pictures. Each quality is measured separately, because drafts may use an encoder many times
 * faster than better pictures do. After a change of speed, say a move to a GPU, the estimate follows within a few
 * pictures of the same quality.
 */
import type {Quality, RenderRecord, RenderSettings} from '../../nst/contract/protocol.ts';
import {pixelIterations, planScales} from '../../nst/contract/schedule.ts';

export interface CostModel {
  /** Takes a finished picture into account. */
  learn(record: Pick<RenderRecord, 'settings' | 'seconds' | 'pixelIterations'>): void;
  /** Expected seconds for a square picture; other shapes take less. Undefined until a picture was measured. */
  estimateSeconds(settings: Pick<RenderSettings, 'size' | 'quality'>): number | undefined;
}

/** Weight of the newest measurement: after five pictures at a new speed, 5/6 of the forecast follows it. */
const newestWeight = 0.3;

/** For each quality, which measured quality to use, best first. */
const nearestFirst: Readonly<Record<Quality, readonly Quality[]>> = {
  draft: ['draft', 'standard', 'high'],
  standard: ['standard', 'high', 'draft'],
  high: ['high', 'standard', 'draft'],
};

export function createCostModel(): CostModel {
  const secondsPerPixelIteration = new Map<Quality, number>();
  const workOf = rememberWork();

  return {
    learn({settings: {quality}, seconds, pixelIterations}) {
      if (!(seconds > 0 && pixelIterations > 0)) return;
      const speed = blend(secondsPerPixelIteration.get(quality), seconds / pixelIterations);
      secondsPerPixelIteration.set(quality, speed);
    },
    estimateSeconds({size, quality}) {
      const measured = nearestFirst[quality].find((nearest) => secondsPerPixelIteration.has(nearest));
      const speed = measured && secondsPerPixelIteration.get(measured);
      return speed && speed * workOf(quality, size);
    },
  };
}

function blend(mean: number | undefined, newest: number): number {
  return mean === undefined ? newest : mean + newestWeight * (newest - mean);
}

/** The work of a square picture. Remembers it, because forecasts ask again and again for every job that waits. */
function rememberWork(): (quality: Quality, size: number) => number {
  const known = {draft: new Map(), standard: new Map(), high: new Map()} satisfies Record<Quality, unknown>;
  return (quality, size) => {
    const work = known[quality].get(size) ?? pixelIterations(planScales(1, size, quality));
    known[quality].set(size, work);
    return work;
  };
}
