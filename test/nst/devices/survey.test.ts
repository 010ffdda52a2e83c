import {describe, expect, test} from 'vitest';
import type {Device} from '../../../src/nst/contract/protocol.ts';
import {fingerprintOf, vulkanDrivers, whyAbsent} from '../../../src/nst/devices/survey.ts';
import {cudaFile, machineWith, nvidia, vulkan} from './machine.ts';

describe('whether a device is absent is known without waking it:', () => {
  const mac = {
    platform: 'darwin',
    runtime: {version: '1', folder: '/', devices: ['cpu', 'webgpu', 'coreml']},
  };
  test.each<[Device, Parameters<typeof machineWith>, RegExp | undefined]>([
    ['cuda', [{}], /no NVIDIA driver/],
    ['cuda', [nvidia], /npm run install:cuda/],
    ['cuda', [{...nvidia, ...cudaFile}], undefined],
    ['cuda', [{'/usr/lib/wsl/lib/libcuda.so.1': 'library', ...cudaFile}], undefined],
    ['webgpu', [{}], /no Vulkan driver/],
    ['webgpu', [vulkan], undefined],
    ['webgpu', [{}, mac], undefined],
    ['coreml', [{}, mac], undefined],
    ['coreml', [vulkan], /no such device on linux x64/],
    ['dml', [vulkan], /no such device on linux x64/],
  ])('%s on %j: %s', (device, parameters, words) => {
    const reason = whyAbsent(device, machineWith(...parameters));
    if (words) expect(reason).toMatch(words);
    else expect(reason).toBeUndefined();
  });
});

describe('Vulkan drivers', () => {
  test('are only those named by the variable', () => {
    const env = {VK_ICD_FILENAMES: '/a.json:/b.json'};
    expect(vulkanDrivers(machineWith(vulkan, {env}))).toEqual(['/a.json', '/b.json']);
    expect(vulkanDrivers(machineWith(vulkan, {env: {...env, VK_DRIVER_FILES: '/c.json'}}))).toEqual([
      '/c.json',
    ]);
  });

  test('are otherwise all manifests in the system’s and the user’s folders', () => {
    const files = {
      ...vulkan,
      '/home/op/.local/share/vulkan/icd.d/mine.json': '{}',
      '/nix/vulkan/icd.d/radeon.json': '{}',
      '/usr/share/vulkan/icd.d/readme.txt': '',
    };
    const machine = machineWith(files, {env: {XDG_DATA_DIRS: '/nix:/usr/share'}});
    expect(vulkanDrivers(machine)).toEqual([
      '/home/op/.local/share/vulkan/icd.d/mine.json',
      '/nix/vulkan/icd.d/radeon.json',
      '/usr/share/vulkan/icd.d/nvidia_icd.json',
    ]);
  });
});

describe('the fingerprint of a device', () => {
  const graph = Uint8Array.of(1, 2, 3);
  const before = fingerprintOf('webgpu', machineWith({...nvidia, ...vulkan}), graph);

  test('is the same while nothing changes', () => {
    expect(fingerprintOf('webgpu', machineWith({...nvidia, ...vulkan}), graph)).toBe(before);
  });

  test.each<[string, Parameters<typeof fingerprintOf>]>([
    ['the driver', ['webgpu', machineWith({...vulkan, '/proc/driver/nvidia/version': '560.2'}), graph]],
    ['a Vulkan driver', ['webgpu', machineWith({...nvidia, '/etc/vulkan/icd.d/x.json': ''}), graph]],
    ['the kernel', ['webgpu', machineWith({...nvidia, ...vulkan}, {release: '6.2'}), graph]],
    [
      'a variable',
      ['webgpu', machineWith({...nvidia, ...vulkan}, {env: {NVIDIA_TF32_OVERRIDE: '0'}}), graph],
    ],
    ['the tested graph', ['webgpu', machineWith({...nvidia, ...vulkan}), Uint8Array.of(1, 2, 4)]],
    ['the device', ['cuda', machineWith({...nvidia, ...vulkan}), graph]],
  ])('changes with %s', (_, parameters) => {
    expect(fingerprintOf(...parameters)).not.toBe(before);
  });
});
