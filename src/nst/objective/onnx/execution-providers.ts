/**
 * The options ONNX Runtime gets for each device. It falls back to the CPU by itself: a node that the device has no
 * kernel for runs there, at the cost of copies.
 */
import type {InferenceSession} from 'onnxruntime-node';
import type {Device} from '../../contract/protocol.ts';

type DeviceOptions = Pick<
  InferenceSession.SessionOptions,
  'executionProviders' | 'enableMemPattern' | 'executionMode'
>;

/**
 * Core ML's flags (onnxruntime, coreml_provider_factory.h): the ML Program format keeps float32, while the older neural
 * network format computes in float16.
 */
const coreMlFlags = {useCpuAndGpu: 0x020, createMlProgram: 0x010} as const;

export function optionsFor(device: Device): DeviceOptions {
  switch (device) {
    case 'coreml': {
      const flags = coreMlFlags.createMlProgram | coreMlFlags.useCpuAndGpu;
      return {executionProviders: [{name: 'coreml', coreMlFlags: flags}]};
    }
    // DirectML allows neither memory patterns nor parallel execution (onnxruntime, docs/execution-providers/DirectML).
    case 'dml':
      return {executionProviders: ['dml'], enableMemPattern: false, executionMode: 'sequential'};
    default:
      return {executionProviders: [device]};
  }
}
