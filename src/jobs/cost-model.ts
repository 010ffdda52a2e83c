/**
 * How long a picture will take, learnt from pictures already painted. Two things are measured apart: the speed of
 * this machine (seconds per pixel-iteration, over all pictures) and the work a quality asks for (pixel-iterations
 * per size², by quality). A new speed, say after moving to a GPU, thus corrects the forecast of every quality.
 */
import type {Quality, RenderRecord, RenderSettings} from '../nst/protocol.ts';

export interface CostModel {
  /** Takes a finished picture into account. */
  learn(record: Pick<RenderRecord, 'settings' | 'seconds' | 'pixelIterations'>): void;
  /** Seconds a whole picture is expected to take; undefined until one of its quality was measured. */
  estimateSeconds(settings: Pick<RenderSettings, 'size' | 'quality'>): number | undefined;
}

/** Weight of the newest measurement: after five pictures at a new speed, 5/6 of the forecast follows it. */
const newestWeight = 0.3;

export function createCostModel(): CostModel {
  let secondsPerPixelIteration: number | undefined;
  const workPerArea = new Map<Quality, number>();

  return {
    learn({settings, seconds, pixelIterations}) {
      if (!(seconds > 0 && pixelIterations > 0)) return;
      secondsPerPixelIteration = blend(secondsPerPixelIteration, seconds / pixelIterations);
      const work = pixelIterations / settings.size ** 2;
      workPerArea.set(settings.quality, blend(workPerArea.get(settings.quality), work));
    },
    estimateSeconds({size, quality}) {
      const work = workPerArea.get(quality);
      if (work === undefined || secondsPerPixelIteration === undefined) return undefined;
      return secondsPerPixelIteration * work * size ** 2;
    },
  };
}

function blend(mean: number | undefined, newest: number): number {
  return mean === undefined ? newest : mean + newestWeight * (newest - mean);
}
