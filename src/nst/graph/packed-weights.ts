/**
 * An encoder's weights as models refer to them: by name, their bytes outside the model (ONNX external data). Models
 * stay small, sessions share the bytes, and nothing is copied but the first kernel, which carries the preprocessing.
 */
import type {Convolution, Encoder} from '../encoder.ts';

export interface PackedTensor {
  /** Unique in the encoder; the location of its external data. */
  name: string;
  dims: readonly number[];
  data: Float32Array;
}

export interface PackedConvolution {
  /** [outputs, inputs, 3, 3]. */
  kernel: PackedTensor;
  /** [outputs]. */
  bias: PackedTensor;
}

export interface PackedWeights {
  convolutions: ReadonlyMap<string, PackedConvolution>;
  /** What a session must be given beside a model; the bytes must outlive it. */
  externalData: readonly {path: string; data: Uint8Array}[];
}

export function packWeights(encoder: Encoder): PackedWeights {
  const convolutions = new Map<string, PackedConvolution>();
  for (const convolution of encoder.convolutions) {
    const {name, outputs, inputs, bias} = convolution;
    const kernel = inputs === 3 ? kernelForRgbUnitRange(convolution) : convolution.kernel;
    convolutions.set(name, {
      kernel: {name: `${name}.kernel`, dims: [outputs, inputs, 3, 3], data: kernel},
      bias: {name: `${name}.bias`, dims: [outputs], data: bias},
    });
  }
  const tensors = [...convolutions.values()].flatMap(({kernel, bias}) => [kernel, bias]);
  return {
    convolutions,
    externalData: tensors.map(({name, data}) => ({
      path: name,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
  };
}

/** Folds ×255 and the RGB → BGR swap into the first kernel, exactly. */
function kernelForRgbUnitRange({kernel, outputs}: Convolution): Float32Array {
  const folded = new Float32Array(kernel.length);
  for (let output = 0; output < outputs; output++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let tap = 0; tap < 9; tap++) {
        folded[(output * 3 + channel) * 9 + tap] =
          255 * (kernel[(output * 3 + 2 - channel) * 9 + tap] as number);
      }
    }
  }
  return folded;
}
