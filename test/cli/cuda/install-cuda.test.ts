import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {type CudaSurroundings, installCuda} from '../../../src/cli/cuda/install-cuda.ts';
import {type ProviderPackage, readProviderPackage} from '../../../src/cli/cuda/provider-package.ts';
import {UsageError} from '../../../src/cli/usage-error.ts';
import type {Trial} from '../../../src/nst/devices/trial.ts';
import {machineWith, nvidia} from '../../nst/devices/machine.ts';
import {zipOf} from './zip.ts';

const [cuda, shared] = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'];
const native = 'runtimes/linux-x64/native';
const libraries = {[cuda]: Buffer.alloc(200_000, 'cuda'), [shared]: Buffer.from('shared')};

function nupkg(name = 'Example.Gpu.Linux', version = '1.30.0'): Buffer {
  return zipOf([
    {name: `${name}.nuspec`, data: Buffer.from(`<package><version>${version}</version></package>`)},
    ...Object.entries(libraries).map(([file, data]) => ({name: `${native}/${file}`, data})),
    {name: `${native}/libonnxruntime_providers_tensorrt.so`, data: Buffer.from('tensorrt')},
  ]);
}

/** A NuGet server with one package. */
let server: Server;
let base: string;
let requests: string[] = [];
let content = nupkg();
let stated = content;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const answers: Record<string, unknown> = {
      '/index.json': {
        resources: [
          {'@id': `${base}/flat`, '@type': 'PackageBaseAddress/3.0.0'},
          {'@id': `${base}/registration/`, '@type': 'RegistrationsBaseUrl/3.6.0'},
        ],
      },
      '/registration/example.gpu.linux/1.30.0.json': {catalogEntry: `${base}/catalog.json`},
      '/catalog.json': {
        packageHash: createHash('sha512').update(stated).digest('base64'),
        packageHashAlgorithm: 'SHA512',
        packageSize: stated.length,
      },
      '/flat/example.gpu.linux/1.30.0/example.gpu.linux.1.30.0.nupkg': content,
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404);
    response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const parity = {targetError: 0, lossError: 0, gradientError: 0};
let folder: string;
let said: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cuda-'));
  await mkdir(join(folder, 'runtime'));
  [requests, content, said] = [[], nupkg(), ''];
  stated = content;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

interface World {
  files?: Record<string, string>;
  programs?: Record<string, string>;
  trial?: Partial<Trial>;
  platform?: string;
}

function install(
  args: string[] = [],
  {
    files = nvidia,
    programs = {'nvidia-smi': 'GPU 0: H200'},
    trial = {parity},
    platform = 'linux',
  }: World = {},
): Promise<void> {
  const providerPackage: ProviderPackage = {
    index: `${base}/index.json`,
    name: 'Example.Gpu.Linux',
    version: '1.30.0',
    files: [cuda, shared].map((file) => `${native}/${file}`),
  };
  const surroundings: CudaSurroundings = {
    machine: machineWith(files, {
      platform,
      runtime: {version: '1.30.0', folder: join(folder, 'runtime'), devices: ['cpu', 'cuda']},
    }),
    providerPackage,
    run: (command) => programs[command],
    tryDevice: async () => ({testedAt: new Date().toISOString(), ...trial}),
  };
  return installCuda(args, {DATA_DIR: join(folder, 'data')}, surroundings);
}

const installed = async (): Promise<string[]> => (await readdir(join(folder, 'runtime'))).sort();

describe('npm run install:cuda', () => {
  test('downloads, checks and unpacks the two libraries, and keeps only those', async () => {
    await install();
    expect(await installed()).toEqual([cuda, shared]);
    expect((await readFile(join(folder, 'runtime', cuda))).equals(libraries[cuda]!)).toBe(true);
    expect(await readdir(join(folder, 'data', 'downloads'))).toEqual([]);
    expect(said).toContain('matches the CPU’s results');
  });

  test('does nothing the second time', async () => {
    await install();
    requests = [];
    await install();
    expect(requests).toEqual([]);
    expect(said).toContain('already in');
  });

  test('downloads again when told to', async () => {
    await install();
    requests = [];
    await install(['--force']);
    expect(requests).not.toEqual([]);
  });

  test('refuses and removes a package whose checksum differs from the catalog', async () => {
    stated = Buffer.from(content);
    content = Buffer.from(content);
    content[100]! ^= 1;
    await expect(install()).rejects.toThrow(/expected SHA512 [0-9a-f]{128}, received [0-9a-f]{128}/);
    expect(await installed()).toEqual([]);
    expect(await readdir(join(folder, 'data', 'downloads'))).toEqual([]);
  });

  test('says what to do without a network', async () => {
    await expect(install(['--index', 'http://127.0.0.1:1/index.json'])).rejects.toThrow(
      /cannot be reached: .*npm run install:cuda -- --from FILE/,
    );
  });

  test('takes a package fetched elsewhere and leaves it where it is', async () => {
    const path = join(folder, 'fetched.nupkg');
    await writeFile(path, content);
    await install(['--from', path]);
    expect(await installed()).toEqual([cuda, shared]);
    expect(requests).toEqual([]);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test.each([
    [
      'of another version',
      nupkg('Example.Gpu.Linux', '1.29.0'),
      /expected Example.Gpu.Linux 1.30.0, received .* 1.29.0/,
    ],
    ['with other content', nupkg('Example.Windows'), /received Example.Windows 1.30.0/],
    [
      'that is not a NuGet package',
      zipOf([{name: 'a', data: Buffer.from('b')}]),
      /received no NuGet package/,
    ],
  ])('refuses a package %s', async (_, bytes, words) => {
    const path = join(folder, 'fetched.nupkg');
    await writeFile(path, bytes);
    await expect(install(['--from', path])).rejects.toThrow(words);
    expect(await installed()).toEqual([]);
  });

  test('refuses a file that does not exist', async () => {
    await expect(install(['--from', join(folder, 'nothing')])).rejects.toThrow(UsageError);
  });

  test('refuses other platforms before any download', async () => {
    await expect(install([], {platform: 'darwin'})).rejects.toThrow(
      /expected Linux on x64, received darwin on x64/,
    );
    expect(requests).toEqual([]);
  });
});

describe('after installing it says what is missing:', () => {
  test.each<[string, World, RegExp]>([
    ['the driver', {files: {}}, /no NVIDIA driver/],
    ['a card', {programs: {'nvidia-smi': 'No devices were found'}}, /nvidia-smi sees no card/],
    [
      'libraries',
      {
        programs: {
          ldd: '\tlibc.so.6 => /lib/libc.so.6\n\tlibcudnn.so.9 => not found\n\tlibcufft.so.11 => not found\n',
        },
      },
      /are missing: libcudnn.so.9, libcufft.so.11\.\n.*apt-get install/,
    ],
    ['right results', {trial: {failure: 'it crashed'}}, /Its self-test failed: it crashed/],
  ])('%s', async (_, world, words) => {
    await expect(install([], world)).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringMatching(words),
    });
    expect(await installed()).toEqual([cuda, shared]);
  });

  test('nothing while an image is being built', async () => {
    await install(['--no-check'], {files: {}});
    expect(await installed()).toEqual([cuda, shared]);
  });
});

test('the package is the one that onnxruntime-node names for its own version', async () => {
  const {version} = JSON.parse(
    await readFile(new URL('../../../node_modules/onnxruntime-node/package.json', import.meta.url), 'utf8'),
  );
  expect(readProviderPackage()).toEqual({
    index: 'https://api.nuget.org/v3/index.json',
    name: 'Microsoft.ML.OnnxRuntime.Gpu.Linux',
    version,
    files: [`${native}/${cuda}`, `${native}/${shared}`],
  });
});
