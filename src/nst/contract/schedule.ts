/**
 * Coarse to fine: where the optimiser spends its evaluations. The composition is settled at about 128 pixels, where
 * an evaluation is cheap; each following scale about doubles the size and only has to paint finer strokes.
 */
import {limits, type Quality} from './protocol.ts';
import type {Size} from './size.ts';

export interface Scale {
  width: number;
  height: number;
  evaluations: number;
}

/** Evaluations per scale, coarsest first; scales beyond the list repeat its last entry. */
const evaluationsByQuality: Record<Quality, readonly number[]> = {
  draft: [50, 25, 12],
  standard: [100, 70, 40, 25],
  high: [200, 150, 90, 50],
};

/** What a recipe says about the scales; see `Recipe`. */
export interface Ladder {
  coarsestSize: number;
  evaluations: readonly number[];
}

const usualLadder: Ladder = {coarsestSize: limits.minSize, evaluations: []};

/**
 * @param aspect width / height of the photo
 * @param size longest side of the finest scale, pixels
 */
export function planScales(
  aspect: number,
  size: number,
  quality: Quality,
  {coarsestSize, evaluations}: Ladder = usualLadder,
): Scale[] {
  const doublings = Math.max(0, Math.round(Math.log2(size / coarsestSize)));
  const factor = doublings > 0 ? (size / coarsestSize) ** (1 / doublings) : 1;
  const budget = evaluations.length > 0 ? evaluations : evaluationsByQuality[quality];
  return Array.from({length: doublings + 1}, (_, index) => ({
    ...halvable(
      sizeWithin(aspect, size / factor ** (doublings - index)),
      index === doublings ? tolerated.finest : tolerated.coarser,
    ),
    evaluations: budget[Math.min(index, budget.length - 1)] as number,
  }));
}

/** How far the shorter side may be off, as a share of it. On a coarser scale nobody sees the difference. */
const tolerated = {finest: 0.012, coarser: 0.05};

/**
 * Rounds the shorter side so that it can be halved twice, or at least once, if that changes it little enough. Pooling
 * drops an odd row at the border: later layers do not see it, and a line of wrong colours stays there.
 */
function halvable({width, height}: Size, tolerance: number): Size {
  const side = Math.min(width, height);
  const near = [4, 2].map((step) => step * Math.round(side / step));
  const best = near.find((other) => Math.abs(other - side) <= tolerance * side) ?? side;
  return width >= height ? {width, height: best} : {width: best, height};
}

/** Σ over scales of width · height · evaluations: the work of a schedule. */
export function pixelIterations(scales: readonly Scale[]): number {
  return scales.reduce((sum, {width, height, evaluations}) => sum + width * height * evaluations, 0);
}

/** Integer size with the given aspect ratio whose longest side is `longest`. */
export function sizeWithin(aspect: number, longest: number): Size {
  const width = aspect >= 1 ? longest : longest * aspect;
  const height = aspect >= 1 ? longest / aspect : longest;
  return {width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height))};
}

/** Integer size with the given aspect ratio and about `area` pixels: the same stroke size for any format. */
export function sizeOfArea(aspect: number, area: number): Size {
  return {
    width: Math.max(1, Math.round(Math.sqrt(area * aspect))),
    height: Math.max(1, Math.round(Math.sqrt(area / aspect))),
  };
}
