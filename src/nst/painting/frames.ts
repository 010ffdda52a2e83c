/** Takes frames of the forming picture at intervals. */

import {encodeFrame} from '../../images/photo.ts';
import {type PlanarImage, toEightBits} from '../../images/planar.ts';
import {sizeWithin} from '../contract/schedule.ts';
import type {Size} from '../contract/size.ts';
import type {ColorPlan} from '../look/colors.ts';

/** Longest side of a frame, pixels. */
const maxSide = 1024;

export interface Frames {
  /** The picture as a JPEG if the last frame was long enough ago. */
  takeIfDue(image: PlanarImage): Promise<Uint8Array | undefined>;
}

/** @param finished size of the finished picture; a frame has the same proportions. @param everyMs 0 for no frames */
export function createFrames(colors: ColorPlan, finished: Size, everyMs: number): Frames {
  const longest = Math.min(maxSide, Math.max(finished.width, finished.height));
  const {width, height} = sizeWithin(finished.width / finished.height, longest);
  let lastMs = performance.now();
  return {
    async takeIfDue(image) {
      if (everyMs === 0 || performance.now() - lastMs < everyMs) return undefined;
      lastMs = performance.now();
      return encodeFrame(await colors.finish(toEightBits(image)), width, height);
    },
  };
}
