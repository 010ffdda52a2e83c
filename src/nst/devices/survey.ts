/**
 * Learns about a device without waking it: whether its provider and driver are here, and a fingerprint that changes
 * when a verdict on it no longer counts. It only reads a few small files and starts nothing.
 */
import {createHash} from 'node:crypto';
import {accessSync, constants, existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {homedir, release} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {typed} from '../../system/own-program.ts';
import type {Device} from '../contract/protocol.ts';

/** What choosing a device needs to know about the machine. Tests make their own. */
export interface Machine {
  platform: string;
  arch: string;
  /** Version of the operating system's kernel. */
  release: string;
  home: string;
  env: NodeJS.ProcessEnv;
  runtime: {
    version: string;
    /** Folder of the native libraries. */
    folder: string;
    /** Empty if ONNX Runtime cannot be loaded. */
    devices: readonly string[];
  };
  /** Content of a small file; undefined if there is no such file. */
  read(path: string): string | undefined;
  /** Names in a folder; empty if there is no such folder. */
  list(folder: string): string[];
  /** Size and time of a file; undefined if there is no such file. */
  stamp(path: string): string | undefined;
  /** Whether this user may read and write a file or device. */
  canUse(path: string): boolean;
}

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    home: homedir(),
    env: process.env,
    runtime: installedRuntime(),
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
    stamp(path) {
      const stats = statSync(path, {throwIfNoEntry: false});
      return stats && `${stats.size} ${stats.mtimeMs}`;
    },
    canUse(path) {
      try {
        accessSync(path, constants.R_OK | constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** A broken ONNX Runtime has no devices: the doctor must live to say so. Others have tried it before. */
function installedRuntime(): Machine['runtime'] {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('onnxruntime-node/package.json');
    const folder = join(dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
    const {version} = JSON.parse(readFileSync(manifest, 'utf8')) as {version: string};
    return {version, folder, devices: supportedDevices(require)};
  } catch {
    return {version: 'missing', folder: '', devices: []};
  }
}

function supportedDevices(require: NodeJS.Require): string[] {
  try {
    const {listSupportedBackends} = require('onnxruntime-node') as typeof import('onnxruntime-node');
    return listSupportedBackends().map(({name}) => name);
  } catch {
    return [];
  }
}

/** Why a device cannot be here, and what to do about it; undefined if it is worth a try. */
export function whyAbsent(device: Device, machine: Machine): string | undefined {
  const {platform, arch, runtime} = machine;
  if (!runtime.devices.includes(device)) return `ONNX Runtime has no such device on ${platform} ${arch}`;
  if (platform !== 'linux') return undefined;
  if (device === 'cuda') {
    if (!nvidiaDriver(machine)) return 'there is no NVIDIA driver';
    if (machine.stamp(cudaProvider(machine)) === undefined)
      return `ONNX Runtime's CUDA provider is not installed; ${typed('install-cuda')} installs it`;
  }
  if (device === 'webgpu' && vulkanDrivers(machine).length === 0) return 'there is no Vulkan driver';
  return undefined;
}

/** Changes with everything that could change a verdict: runtime, system, drivers, the tested graph. */
export function fingerprintOf(device: Device, machine: Machine, tested: Uint8Array): string {
  const {platform, arch, runtime} = machine;
  const hash = createHash('sha256').update(tested);
  const facts = [
    [device, runtime.version, platform, arch, machine.release],
    nvidiaDriver(machine),
    machine.stamp(cudaProvider(machine)),
    vulkanDrivers(machine).map((path) => [path, machine.stamp(path)]),
    graphicsCards(machine),
    decisiveVariables.map((name) => machine.env[name]),
  ];
  return hash.update(JSON.stringify(facts)).digest('hex');
}

const decisiveVariables = [
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_TF32_OVERRIDE',
  'LD_LIBRARY_PATH',
  'VK_LOADER_DEVICE_SELECT',
];

/** Vendor and model of every graphics card that Linux knows, as on the PCI bus: `0x10de 0x2330`. */
export function graphicsCards({list, read}: Machine): string[] {
  const folder = '/sys/class/drm';
  return list(folder)
    .filter((name) => /^card\d+$/.test(name))
    .map((card) =>
      ['vendor', 'device'].map((id) => read(`${folder}/${card}/device/${id}`)?.trim() ?? '?').join(' '),
    );
}

export function cudaProvider({runtime}: Machine): string {
  return join(runtime.folder, 'libonnxruntime_providers_cuda.so');
}

/** The first line of the NVIDIA driver's version file; on WSL, the stamp of its library. */
export function nvidiaDriver({read, stamp}: Machine): string | undefined {
  const [line] = read('/proc/driver/nvidia/version')?.split('\n') ?? [];
  return line ?? stamp('/usr/lib/wsl/lib/libcuda.so.1');
}

/**
 * Manifests of Vulkan drivers, from the places where the loader looks on Linux (Khronos, Vulkan-Loader,
 * docs/LoaderDriverInterface.md).
 */
export function vulkanDrivers({env, home, list}: Machine): string[] {
  const split = (text: string | undefined): string[] => text?.split(delimiter).filter(Boolean) ?? [];
  const only = env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES;
  if (only) return split(only);
  const folders = [
    env.XDG_CONFIG_HOME || join(home, '.config'),
    ...split(env.XDG_CONFIG_DIRS || '/etc/xdg'),
    '/etc',
    '/usr/local/etc',
    env.XDG_DATA_HOME || join(home, '.local/share'),
    ...split(env.XDG_DATA_DIRS || '/usr/local/share:/usr/share'),
  ].map((folder) => join(folder, 'vulkan/icd.d'));
  const found = folders.flatMap((folder) =>
    list(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );
  return [...new Set([...split(env.VK_ADD_DRIVER_FILES), ...found])];
}
