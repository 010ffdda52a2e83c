/**
 * Where the photo speaks and where it is silent. The deep features of a sky or a wall are faint, those of an eye, a roof
 * or a wave are strong: so the energy of the content's own features says where the photo must stay and where the painter
 * is free. Faces, which may be smooth, are never silent.
 */

/** How far one position may count less or more than another. */
const least = 0.05;
const most = 4;

/**
 * Multiplies the factors of the content's differences by the photo's saliency.
 * @param map factors by position, 1 outside faces and larger inside; not modified
 * @param features [channels, positions] of the photo
 * @param exponent 0: all positions count alike; 1: in proportion to their energy
 * @returns factors whose squares, weighed by the energy, have the same mean as those of `map` would have alone
 */
export function withSaliency(map: Float32Array, features: Float32Array, exponent: number): Float32Array {
  const energy = energyOf(features, map.length);
  const total = energy.reduce((sum, value) => sum + value, 0);
  if (exponent === 0 || !(total > 0)) return map;
  const mean = total / map.length;
  const saliency = energy.map((value) => Math.min(most, Math.max(least, (value / mean) ** exponent)));
  const scale = saliency.reduce((sum, value, index) => sum + value * (energy[index] as number), 0) / total;
  return map.map((factor, index) => {
    const inFace = Math.min(1, factor ** 2 - 1);
    return factor * Math.sqrt(Math.max((saliency[index] as number) / scale, inFace));
  });
}

/** Σ F² over the channels at every position. */
function energyOf(features: Float32Array, positions: number): Float64Array {
  const energy = new Float64Array(positions);
  for (let index = 0; index < features.length; index++) {
    const position = index % positions;
    energy[position] = (energy[position] as number) + (features[index] as number) ** 2;
  }
  return energy;
}
