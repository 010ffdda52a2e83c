/** What the doctor finds: plain data, ready for `--json`. */

import type {Device} from '../../nst/contract/protocol.ts';
import type {Parity, Speed} from '../../nst/devices/self-test.ts';

export interface DeviceFinding {
  device: Device;
  /** `slow`: right, but `auto` prefers the CPU. */
  state: 'works' | 'slow' | 'broken' | 'absent';
  reason?: string;
  parity?: Parity;
  speed?: Speed;
}

export interface Report {
  node: {version: string; required: string};
  system: {
    platform: string;
    arch: string;
    release: string;
    cpu: string;
    threads: number;
    memoryMb: number;
    freeMemoryMb: number;
  };
  onnxRuntime: string;
  devices: DeviceFinding[];
  /** What `DEVICE` says and what follows from it. */
  choice: {wanted: string; device?: string; why: string};
  weights: {bundled: boolean; vgg19?: string};
  dataDir: {path: string; writable: boolean; freeMb?: number};
  discord: {configured: boolean; reached?: string};
  /** Where `REDIS_URL` names one; `workers` are those connected, when it was visited. */
  redis: {configured: boolean; workers?: number; unreachable?: boolean};
  /** What would make it faster or better. */
  advice: string[];
  /** What keeps it from painting. */
  problems: string[];
}
