/** What the doctor finds: plain data, ready for `--json`. */
import type {Config} from '../../config.ts';
import type {Device} from '../../nst/contract/protocol.ts';
import type {Parity, Speed} from '../../nst/devices/self-test.ts';
import type {NativeLibrary} from '../../system/native-library.ts';

export interface DeviceFinding {
  device: Device;
  /** `slow`: its results are right, but `auto` prefers the CPU. */
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
  /** Libraries with native code that cannot be loaded, and why. */
  brokenLibraries: Partial<Record<NativeLibrary, string>>;
  devices: DeviceFinding[];
  /** The value of `DEVICE` and the device it leads to. */
  choice: {wanted: string; device?: string; why: string};
  weights: {bundled: boolean; vgg19?: string};
  dataDir: {path: string; writable: boolean; freeMb?: number};
  discord: {
    configured: boolean;
    reached?: string;
    /** The value of `SHARDS`, and how many Discord recommends; present only if Discord was asked and said so. */
    shards?: {set: Config['shards']; advised: number};
  };
  /** `workers`: how many are connected; present only if Redis was asked. */
  redis: {configured: boolean; workers?: number; unreachable?: boolean};
  /** Suggestions to paint faster or better. */
  advice: string[];
  /** Reasons why this machine cannot paint. */
  problems: string[];
}
