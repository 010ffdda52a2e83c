/** Brings every value into 0–1, in place. */
export function clampPixels(values: Float32Array): Float32Array {
  for (let index = 0; index < values.length; index++)
    values[index] = Math.min(1, Math.max(0, values[index] as number));
  return values;
}
