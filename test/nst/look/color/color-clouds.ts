import type {Photo} from '../../../../src/images/photo.ts';
import {randomSource} from '../../../../src/nst/look/random.ts';

/** 64 × 64 pixels scattered around a colour. */
export function cloud(seed: number, color: readonly [number, number, number], spread: number): Photo {
  const {normal} = randomSource(seed);
  const data = Uint8ClampedArray.from(
    {length: 64 * 64 * 3},
    (_, index) => color[index % 3]! + spread * normal(),
  );
  return {width: 64, height: 64, data: new Uint8Array(data.buffer)};
}
