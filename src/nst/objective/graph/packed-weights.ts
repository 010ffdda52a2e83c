/**
 * An encoder's weights as models refer to them: by name, with the bytes outside the model (ONNX external data). Models
 * stay small. Nothing is copied here except the first kernel, which carries the preprocessing, and kernels transformed
 * for Winograd's convolution.
 */
import type {Convolution, Encoder} from '../../encoders/encoder.ts';
import type {PackedTensor} from '../onnx/packed-tensor.ts';
import {type WinogradTensors, winogradTensors} from './winograd.ts';

export type PackedConvolution = {
  /** [outputs]. */
  bias: PackedTensor;
} & (
  | {
      /** [outputs, inputs, 3, 3]. */
      kernel: PackedTensor;
    }
  | {
      /** For `winogradConvolve`, if that is faster. */
      winograd: WinogradTensors;
    }
);

export interface PackedWeights {
  /** Whether models with these weights hide sizes from ONNX Runtime, as they do on the CPU; see `ModelOptions`. */
  readonly hideSizes: boolean;
  /** The weights of a layer, packed on first use. */
  convolution(name: string): PackedConvolution;
  /** The weights that a session needs when it opens a model. The session copies them. */
  externalData(): {path: string; data: Uint8Array}[];
  /** The weights that models take as inputs at every run. All sessions share one copy. */
  constants(): PackedTensor[];
}

/** @param forCpu transform the kernels that gain from it, to four times their size, and hide sizes */
export function packWeights(encoder: Encoder, forCpu = false): PackedWeights {
  const packed = new Map<string, PackedConvolution>();
  return {
    hideSizes: forCpu,
    convolution(name) {
      const known = packed.get(name);
      if (known) return known;
      const convolution = encoder.convolutions.find((candidate) => candidate.name === name);
      if (!convolution) throw new RangeError(`encoder ${encoder.name} has no layer ${JSON.stringify(name)}`);
      const added = pack(convolution, forCpu);
      packed.set(name, added);
      return added;
    },
    externalData() {
      const tensors = [...packed.values()].flatMap((weights) =>
        'kernel' in weights ? [weights.kernel, weights.bias] : [weights.bias],
      );
      return tensors.map(({name, data}) => ({
        path: name,
        data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      }));
    },
    constants: () => [
      ...new Set(
        [...packed.values()].flatMap((weights): PackedTensor[] =>
          'winograd' in weights ? Object.values(weights.winograd) : [],
        ),
      ),
    ],
  };
}

/** With fewer channels on either side, the transforms do not pay; see docs/benchmarks.md. */
const leastWinogradChannels = 128;
/** The transform makes a layer's values 2.25 times as large: at the image's own size it would set the memory peak. */
const leastWinogradBlock = 2;

function pack(convolution: Convolution, winograd: boolean): PackedConvolution {
  const {name, block, outputs, inputs, bias} = convolution;
  const packedBias = {name: `${name}.bias`, dims: [outputs], data: bias};
  const pays = block >= leastWinogradBlock && Math.min(inputs, outputs) >= leastWinogradChannels;
  if (winograd && pays)
    return {bias: packedBias, winograd: winogradTensors(name, convolution.kernel, outputs, inputs)};
  const kernel = inputs === 3 ? kernelForRgbUnitRange(convolution) : convolution.kernel;
  return {bias: packedBias, kernel: {name: `${name}.kernel`, dims: [outputs, inputs, 3, 3], data: kernel}};
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
