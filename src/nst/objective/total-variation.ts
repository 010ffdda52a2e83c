/**
 * Total variation of a whole image, computed without a graph: it needs no memory except the gradient it is added to.
 * Formulas as in graph/losses.ts. Images are [3, height, width].
 */

import type {PlanarImage} from '../../images/planar.ts';
import type {ObjectiveSpec} from './objective.ts';

type Variation = Pick<ObjectiveSpec, 'totalVariation' | 'colorVariation'>;

/** The term for an image, 0 if the specification has none. */
export function totalVariationOf(image: PlanarImage, spec: Variation): number {
  return addTotalVariation(image, spec, 0, new Float32Array(image.data.length));
}

/** Adds weight · d term / d pixel to `gradient`. Returns the term, 0 if the specification has none. */
export function addTotalVariation(
  {width, height, data}: PlanarImage,
  {totalVariation, colorVariation}: Variation,
  weight: number,
  gradient: Float32Array,
): number {
  if (totalVariation === 'none') return 0;
  const isSquare = totalVariation === 'l2-mean';
  const plane = width * height;
  const difference = [0, 0, 0];
  let term = 0;
  const along = (stride: number, columns: number, rows: number): void => {
    const values = 3 * rows * columns;
    const [share, slope] = isSquare ? [1 / values, (2 * weight) / values] : [1, weight];
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      for (let at = row * width; at < row * width + columns; at++) {
        for (let channel = 0; channel < 3; channel++) {
          const here = channel * plane + at;
          difference[channel] = (data[here + stride] as number) - (data[here] as number);
        }
        const [red, green, blue] = difference as [number, number, number];
        const grey = ((1 - colorVariation) * (red + green + blue)) / 3;
        for (let channel = 0; channel < 3; channel++) {
          const own = difference[channel] as number;
          // Of brightness² + colorVariation · colour², as the length of the difference divides into the two.
          const turned = isSquare ? colorVariation * own + grey : Math.sign(own);
          sum += own * turned;
          const here = channel * plane + at;
          gradient[here] = (gradient[here] as number) - slope * turned;
          gradient[here + stride] = (gradient[here + stride] as number) + slope * turned;
        }
      }
    }
    term += sum * share;
  };
  along(width, width, height - 1);
  along(1, width - 1, height);
  return term;
}
