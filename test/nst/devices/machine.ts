/** A machine for tests that has only the given files, by path. */
import {sep} from 'node:path';
import type {Machine} from '../../../src/nst/devices/survey.ts';

export const nvidia = {'/proc/driver/nvidia/version': 'NVRM version: 550.1\nGCC version'};
export const cudaFile = {'/ort/libonnxruntime_providers_cuda.so': 'binary'};
export const vulkan = {'/usr/share/vulkan/icd.d/nvidia_icd.json': '{}'};

export function machineWith(files: Record<string, string>, overrides: Partial<Machine> = {}): Machine {
  const paths = Object.keys(files);
  return {
    platform: 'linux',
    arch: 'x64',
    release: '6.1',
    home: '/home/op',
    env: {},
    runtime: {version: '1.30.0', folder: '/ort', devices: ['cpu', 'webgpu', 'cuda', 'tensorrt']},
    read: (path) => files[path.split(sep).join('/')],
    list: (folder) =>
      paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    stamp: (path) => files[path.split(sep).join('/')],
    canUse: (path) => path in files,
    ...overrides,
  };
}
