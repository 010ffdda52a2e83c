import {spawnSync} from 'node:child_process';
import {mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import type {Device} from '../../../src/nst/contract/protocol.ts';
import {chooseDevice} from '../../../src/nst/devices/choose-device.ts';
import type {Machine} from '../../../src/nst/devices/survey.ts';
import type {Trial} from '../../../src/nst/devices/trial.ts';
import {useMark} from '../../../src/nst/devices/use-mark.ts';
import {cudaFile, machineWith, nvidia, vulkan} from './machine.ts';

const parity = {targetError: 1e-6, lossError: 1e-6, gradientError: 1e-5};
const good = {parity, speed: {size: 512, seconds: 0.01, cpuSeconds: 0.2}};
const slow = {parity, speed: {size: 128, seconds: 4, cpuSeconds: 0.2}};
const wrong = {...good, parity: {...parity, gradientError: 1.2}};
const crashed = {failure: 'its self-test crashed (SIGSEGV)'};

type Outcomes = Partial<Record<Device, Partial<Trial>>>;

const everything = machineWith({...nvidia, ...cudaFile, ...vulkan});
let dataDir: string;
let tried: Device[];
/** What was logged about the choice. */
let said: string | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-devices-'));
  tried = [];
  said = undefined;
});

async function choose(
  wanted: string,
  outcomes: Outcomes,
  machine: Machine = everything,
  testedAt = new Date(),
): Promise<Device> {
  const {device, reason} = await chooseDevice({device: wanted, dataDir}, () => {}, {
    machine,
    async tryDevice(name) {
      tried.push(name);
      return {testedAt: testedAt.toISOString(), ...outcomes[name]};
    },
  });
  said = reason;
  return device;
}

describe('auto', () => {
  test('takes the first device that is correct and faster than the CPU, and tries no more', async () => {
    expect(await choose('auto', {cuda: good, webgpu: good})).toBe('cuda');
    expect(tried).toEqual(['cuda']);
    expect(said).toBe('painting on cuda (0.010 s per evaluation at 512 px, CPU 0.20 s)');
  });

  test.each<[string, Partial<Trial>, string]>([
    ['crashes', crashed, 'not on cuda: its self-test crashed (SIGSEGV)'],
    ['is wrong', wrong, "not on cuda: its gradient differs from the CPU's by 120 %, allowed 3 %"],
    ['is slower than the CPU', slow, 'not on cuda: it takes 4.0 s per evaluation at 128 px'],
  ])('skips a device that %s, and says so', async (_, outcome, words) => {
    expect(await choose('auto', {cuda: outcome, webgpu: good})).toBe('webgpu');
    expect(said).toContain(words);
  });

  test('takes the CPU if nothing else is left', async () => {
    expect(await choose('auto', {cuda: crashed, webgpu: slow})).toBe('cpu');
    expect(said).toMatch(/^painting on the CPU; not on cuda: .*; not on webgpu: /);
  });

  test('does not wake a device without a driver', async () => {
    expect(await choose('auto', {}, machineWith({}))).toBe('cpu');
    expect(tried).toEqual([]);
    expect(said).toContain('not on webgpu: there is no Vulkan driver');
  });
});

describe('a device asked for by name', () => {
  test('is used if it is correct, even if it is slow', async () => {
    expect(await choose('webgpu', {webgpu: slow})).toBe('webgpu');
  });

  test.each<[string, Partial<Trial>, RegExp]>([
    ['crashes', crashed, /device webgpu cannot be used: its self-test crashed \(SIGSEGV\)\. Set DEVICE to/],
    ['is wrong', wrong, /device webgpu cannot be used: its gradient differs/],
  ])('is refused if it %s, with advice on what to do', async (_, outcome, words) => {
    await expect(choose('webgpu', {webgpu: outcome})).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringMatching(words),
    });
  });

  test('is refused if this machine does not have it', async () => {
    await expect(choose('cuda', {}, machineWith(nvidia))).rejects.toThrow(/npm run install:cuda/);
  });

  test('is never tested if it is the CPU', async () => {
    expect(await choose('cpu', {})).toBe('cpu');
    expect(tried).toEqual([]);
  });

  test('is refused if there is no such device', async () => {
    await expect(choose('toaster', {})).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: 'device: expected one of auto, cuda, webgpu, dml, coreml, cpu, received toaster',
    });
  });
});

describe('a verdict is remembered', () => {
  test('so that the next start tests nothing', async () => {
    await choose('auto', {cuda: crashed, webgpu: good});
    tried = [];
    expect(await choose('auto', {})).toBe('webgpu');
    expect(tried).toEqual([]);
  });

  test('until the driver changes', async () => {
    await choose('auto', {cuda: good});
    tried = [];
    const newer = machineWith({...cudaFile, '/proc/driver/nvidia/version': 'NVRM version: 560'});
    expect(await choose('auto', {cuda: good}, newer)).toBe('cuda');
    expect(tried).toEqual(['cuda']);
  });

  test('for a day if the device failed, because the trouble may have passed', async () => {
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
    await choose('auto', {cuda: crashed, webgpu: good}, everything, yesterday);
    tried = [];
    expect(await choose('auto', {cuda: good})).toBe('cuda');
    expect(tried).toEqual(['cuda']);
  });

  test('but tested again for auto if it has no speed', async () => {
    await choose('cuda', {cuda: {parity}});
    tried = [];
    await choose('auto', {cuda: good});
    expect(tried).toEqual(['cuda']);
  });

  test('even if its errors are not numbers', async () => {
    const none = {...good, parity: {...parity, lossError: Number.NaN}};
    await choose('auto', {cuda: none, webgpu: good});
    tried = [];
    expect(await choose('auto', {})).toBe('webgpu');
    expect(tried).toEqual([]);
  });

  test('and found again by a new test if the file is damaged', async () => {
    await choose('auto', {cuda: good});
    const path = join(dataDir, 'devices.json');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 50));
    tried = [];
    expect(await choose('auto', {cuda: good})).toBe('cuda');
    expect(tried).toEqual(['cuda']);
  });
});

describe('a process that died while painting', () => {
  /** The pid of an ended process. */
  const gone = (): number => spawnSync(process.execPath, ['--version']).pid;
  const leaveMark = (pid: number, since: number): Promise<void> =>
    writeFile(join(dataDir, 'device-in-use.json'), JSON.stringify({device: 'cuda', pid, since}));

  test('makes auto avoid its device', async () => {
    await leaveMark(gone(), Date.now());
    expect(await choose('auto', {cuda: good, webgpu: good})).toBe('webgpu');
    expect(said).toContain('not on cuda: a render process ended while painting on it');
  });

  test('is forgiven after an hour', async () => {
    await leaveMark(gone(), Date.now() - 61 * 60_000);
    expect(await choose('auto', {cuda: good})).toBe('cuda');
  });

  test('does not count if it is still alive', async () => {
    await leaveMark(process.pid, Date.now());
    expect(await choose('auto', {cuda: good})).toBe('cuda');
  });

  test('does not count if it has removed its mark', async () => {
    const mark = useMark(dataDir, 'cuda');
    mark.set();
    await expect(readFile(join(dataDir, 'device-in-use.json'), 'utf8')).resolves.toContain('cuda');
    mark.clear();
    await expect(readFile(join(dataDir, 'device-in-use.json'))).rejects.toThrow('ENOENT');
  });
});
