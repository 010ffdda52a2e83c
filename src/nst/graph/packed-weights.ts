/**
 * An encoder's weights laid out once for every graph: each kernel as the forward pass wants it and flipped for the
 * gradient, plus the biases, in one buffer that models refer to by offset (ONNX external data). Models stay small
 * and compile quickly; sessions share the bytes.
 */
import type {Convolution, Encoder} from '../encoder.ts';

export interface PackedTensor {
  name: string;
  dims: readonly number[];
  /** Bytes from the start of the buffer. */
  offset: number;
  length: number;
}

export interface PackedConvolution {
  kernel: PackedTensor;
  bias: PackedTensor;
  /** [inputs, outputs, 3, 3], each 3×3 plane turned by 180°. */
  flipped: PackedTensor;
}

export interface PackedWeights {
  bytes: Uint8Array;
  convolutions: ReadonlyMap<string, PackedConvolution>;
}

const alignment = 64;

export function packWeights(encoder: Encoder): PackedWeights {
  const parts: {tensor: PackedTensor; data: Float32Array}[] = [];
  let end = 0;
  const pack = (name: string, data: Float32Array, dims: readonly number[]): PackedTensor => {
    const tensor = {name, dims, offset: end, length: data.byteLength};
    parts.push({tensor, data});
    end = Math.ceil((end + data.byteLength) / alignment) * alignment;
    return tensor;
  };

  const convolutions = new Map<string, PackedConvolution>();
  for (const convolution of encoder.convolutions) {
    const {name, outputs, inputs, bias} = convolution;
    const kernel = inputs === 3 ? kernelForRgbUnitRange(convolution) : convolution.kernel;
    convolutions.set(name, {
      kernel: pack(`${name}.kernel`, kernel, [outputs, inputs, 3, 3]),
      bias: pack(`${name}.bias`, bias, [outputs]),
      flipped: pack(`${name}.flipped`, flipKernel(kernel, outputs, inputs), [inputs, outputs, 3, 3]),
    });
  }

  const bytes = new Uint8Array(end);
  for (const {tensor, data} of parts) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), tensor.offset);
  }
  return {bytes, convolutions};
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

function flipKernel(kernel: Float32Array, outputs: number, inputs: number): Float32Array {
  const flipped = new Float32Array(kernel.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < 9; tap++) {
        flipped[(input * outputs + output) * 9 + 8 - tap] = kernel[
          (output * inputs + input) * 9 + tap
        ] as number;
      }
    }
  }
  return flipped;
}
