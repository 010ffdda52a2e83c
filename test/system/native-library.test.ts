import {describe, expect, test} from 'vitest';
import {brokenLibrary, requireNatives, thisHost} from '../../src/system/native-library.ts';

const glibc = {platform: 'linux', arch: 'x64', libc: 'glibc 2.36'};
const musl = {...glibc, libc: 'musl'};

test('a healthy installation passes', async () => {
  await requireNatives(['sharp', 'libsql', 'onnxruntime-node']);
  expect(thisHost()).toMatchObject({platform: process.platform, arch: process.arch});
});

describe('a library that does not load is named with its remedy', () => {
  test.each([
    [
      'ONNX Runtime on Alpine',
      'onnxruntime-node',
      'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/onnxruntime_binding.node)',
      musl,
      /no build for musl.*node:22-slim/,
    ],
    [
      'an old glibc',
      'onnxruntime-node',
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by libonnxruntime.so.1)",
      {...glibc, libc: 'glibc 2.28'},
      /needs GLIBC 2\.32: use Debian 12/,
    ],
    [
      'an old libstdc++',
      'sharp',
      "/usr/lib64/libstdc++.so.6: version `GLIBCXX_3.4.29' not found",
      glibc,
      /needs GLIBCXX 3\.4\.29/,
    ],
    [
      'a Raspberry Pi with a 32-bit system',
      'onnxruntime-node',
      "Cannot find module '../bin/napi-v6/linux/arm/onnxruntime_binding.node'",
      {...glibc, arch: 'arm'},
      /64-bit system/,
    ],
    [
      'node_modules without optional dependencies',
      'libsql',
      "Cannot find module '@libsql/linux-x64-gnu'\nRequire stack:\n- /app/index.js",
      glibc,
      /npm ci here/,
    ],
    [
      'sharp without its binary',
      'sharp',
      'Could not load the "sharp" module using the linux-x64 runtime\nPossible solutions:\n- Ensure optional dependencies can be installed',
      glibc,
      /npm ci here/,
    ],
    [
      'an antivirus program that forbids it',
      'onnxruntime-node',
      'onnxruntime_binding.node: failed to map segment from shared object: Operation not permitted',
      glibc,
      /permissions of node_modules.*antivirus/,
    ],
    ['a damaged file', 'libsql', '/app/index.node: invalid ELF header', glibc, /remove it and run npm ci/],
    [
      'files of another system',
      'sharp',
      'sharp.node: wrong ELF class: ELFCLASS32',
      musl,
      /comes from another system/,
    ],
  ] as const)('%s', (_, name, reason, host, remedy) => {
    const {code, message} = brokenLibrary(name, new Error(reason), host);
    expect(code).toBe('BROKEN_INSTALLATION');
    expect(message).toMatch(new RegExp(`^${name}, which `));
    expect(message).toContain(host.arch);
    expect(message).toMatch(remedy);
    expect(message).not.toContain('\n');
  });
});
