/**
 * Compares every device of this machine with the CPU. Without a graphics card, WebGPU can run on a software Vulkan
 * device: these tests use SwiftShader from Debian's chromium if WebGPU has no other driver and the Vulkan loader
 * (Debian's libvulkan1) is installed.
 */
import {fork} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, test} from 'vitest';
import {thisMachine, whyAbsent} from '../../src/nst/devices/survey.ts';
import {faultOf, tryDevice} from '../../src/nst/devices/trial.ts';
import type {FromParity, Outcome} from './parity-process.ts';

const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loaders = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/aarch64-linux-gnu/libvulkan.so.1'];
const machine = thisMachine();
const softwareIsThere = existsSync(swiftshader) && loaders.some(existsSync);
if (machine.platform === 'linux' && whyAbsent('webgpu', machine) && softwareIsThere)
  process.env.VK_ICD_FILENAMES = swiftshader;

const deadlineMs = 600_000;

function compareOn(device: string): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('parity-process.ts', import.meta.url)), [device], {
      execArgv: ['--import', import.meta.resolve('tsx')],
    });
    child.on('message', (message: FromParity) => {
      if ('outcomes' in message) resolve(message.outcomes);
      else reject(new Error(message.failure));
      child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) => reject(new Error(`the process ended with ${signal ?? code}`)));
  });
}

describe.each(['cuda', 'webgpu', 'dml', 'coreml'] as const)('%s', (device) => {
  const absent = whyAbsent(device, machine);

  describe.skipIf(absent)(absent === undefined ? 'agrees with the CPU' : `is absent: ${absent}`, () => {
    /** Allowed relative error. All use float32, except that CUDA multiplies in TF32 and Core ML may choose float16. */
    const allowed = {cuda: 1e-2, webgpu: 1e-4, dml: 1e-4, coreml: 3e-2}[device];
    let outcomes: Outcome[] = [];
    beforeAll(async () => {
      outcomes = await compareOn(device);
      console.table(outcomes.map(({fallback, ...errors}) => ({...errors, fallback: fallback !== undefined})));
    }, deadlineMs);

    test('on targets, terms and gradients of every kind of objective', () => {
      expect(outcomes.length).toBeGreaterThan(4);
      for (const {variant, targetError, termError, gradientError} of outcomes) {
        expect({variant, worst: Math.max(targetError, termError, gradientError) <= allowed}).toEqual({
          variant,
          worst: true,
        });
      }
    });

    test.runIf(device === 'webgpu')('without any node falling back to the CPU', () => {
      expect(outcomes.map(({fallback}) => fallback)).toEqual(outcomes.map(() => undefined));
    });

    test('and passes the self-test of every start', {timeout: deadlineMs}, async () => {
      expect(faultOf(await tryDevice(device, {withSpeed: false, deadlineMs}))).toBeUndefined();
    });
  });
});
