/** A tensor of an encoder's weights, which models refer to by name. */
export interface PackedTensor {
  /** Unique in the encoder; the location of its external data. */
  name: string;
  dims: readonly number[];
  data: Float32Array;
}
