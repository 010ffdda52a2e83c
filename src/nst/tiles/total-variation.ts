/**
 * Total variation of a whole image, computed here rather than in a graph: it needs no memory except the gradient it is
 * added to. Formulas as in graph/losses.ts. Images are [3, height, width].
 */

import type {PlanarImage} from '../../images/planar.ts';
import type {TotalVariation} from '../objective/objective.ts';

/** Adds weight · d term / d pixel to `gradient`. Returns the term. */
export function addTotalVariation(
  {width, height, data}: PlanarImage,
  kind: Exclude<TotalVariation, 'none'>,
  weight: number,
  gradient: Float32Array,
): number {
  let term = 0;
  const along = (stride: number, columns: number, rows: number): void => {
    const pairs = 3 * rows * columns;
    const [share, slope] = kind === 'l2-mean' ? [1 / pairs, (2 * weight) / pairs] : [1, weight];
    let sum = 0;
    for (let plane = 0; plane < data.length; plane += width * height) {
      for (let row = 0; row < rows; row++) {
        const start = plane + row * width;
        for (let at = start; at < start + columns; at++) {
          const difference = (data[at + stride] as number) - (data[at] as number);
          sum += kind === 'l2-mean' ? difference * difference : Math.abs(difference);
          const change = slope * (kind === 'l2-mean' ? difference : Math.sign(difference));
          gradient[at] = (gradient[at] as number) - change;
          gradient[at + stride] = (gradient[at + stride] as number) + change;
        }
      }
    }
    term += sum * share;
  };
  along(width, width, height - 1);
  along(1, width - 1, height);
  return term;
}
