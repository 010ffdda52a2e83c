/**
 * `atelier install-cuda`: puts ONNX Runtime's CUDA provider beside the library in node_modules and says what else the
 * machine lacks. onnxruntime-node's own install script would do the former, but .npmrc keeps it from running, because
 * it breaks installations without a network.
 */
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {AppError} from '../../errors.ts';
import {type Machine, nvidiaDriver, thisMachine} from '../../nst/devices/survey.ts';
import {faultOf, tryDevice} from '../../nst/devices/trial.ts';
import {downloadFile} from '../../nst/encoders/download-file.ts';
import {typed} from '../../system/own-program.ts';
import {placesFrom} from '../engine-options.ts';
import {parseOptions} from '../parse-options.ts';
import {createProgressLine} from '../stylize/progress-line.ts';
import {UsageError} from '../usage-error.ts';
import {findNugetPackage} from './nuget.ts';
import {type ProviderPackage, readProviderPackage} from './provider-package.ts';
import {openZip} from './zip-archive.ts';

const help = `usage: ${typed('install-cuda', '[options]')}

  --from FILE    use this .nupkg package instead of downloading the provider
  --index URL    use another NuGet server, such as a mirror
  --force        install it again even if it is already there
  --no-check     do not check for driver, CUDA and cuDNN afterwards; for building a container image
  --help         show this help

For Linux on x86-64 with an NVIDIA card. You must also install the driver, CUDA 12 and cuDNN 9; docs/devices.md says how.`;

export interface CudaSurroundings {
  machine: Machine;
  providerPackage: ProviderPackage;
  /** Runs a program to its end and returns its output; undefined when there is no such program. */
  run(command: string, parameters: readonly string[]): string | undefined;
  tryDevice: typeof tryDevice;
}

const trialDeadlineMs = 120_000;

export async function installCuda(
  args: string[],
  env: NodeJS.ProcessEnv,
  {
    machine = thisMachine(),
    providerPackage = readProviderPackage(),
    run = runProgram,
    tryDevice: attempt = tryDevice,
  }: Partial<CudaSurroundings> = {},
): Promise<void> {
  const [text, flag] = [{type: 'string'}, {type: 'boolean'}] as const;
  const {values: options} = parseOptions({
    args,
    options: {from: text, index: text, force: flag, 'no-check': flag, help: flag},
  });
  if (options.help) return say(help);
  const {platform, arch, runtime} = machine;
  if (platform !== 'linux' || arch !== 'x64') {
    const remedy = platform === 'linux' ? '' : '; here, DEVICE=auto finds webgpu, dml or coreml by itself';
    throw new AppError(
      'DEVICE_UNAVAILABLE',
      `cuda: expected Linux on x64, received ${platform} on ${arch}${remedy}`,
    );
  }
  const libraries = providerPackage.files.map((path) => ({
    path,
    target: join(runtime.folder, basename(path)),
  }));
  if (libraries.every(({target}) => existsSync(target)) && !options.force) {
    say(`The CUDA provider is already in ${runtime.folder} (use --force to install it again).`);
  } else {
    const source = options.from ?? (await download(providerPackage, options.index, placesFrom(env).dataDir));
    await unpack(source, providerPackage, libraries);
    if (options.from === undefined) await rm(source);
    say(`The CUDA provider ${providerPackage.version} is now in ${runtime.folder}.`);
  }

  if (options['no-check']) return;
  const lacking = missingParts(machine, run, libraries[0]?.target ?? '');
  const fault =
    lacking.length > 0
      ? undefined
      : faultOf(await attempt('cuda', {withSpeed: false, deadlineMs: trialDeadlineMs}));
  if (fault !== undefined) lacking.push(`Its self-test failed: ${fault}.`);
  if (lacking.length > 0) {
    throw new AppError('DEVICE_UNAVAILABLE', ['cuda cannot be used yet:', ...lacking].join('\n  '));
  }
  say(
    `The device cuda matches the CPU’s results. DEVICE=auto uses it from the next start on; ${typed('doctor')} shows its speed.`,
  );
}

async function download(
  {index, name, version}: ProviderPackage,
  mirror: string | undefined,
  dataDir: string,
): Promise<string> {
  const line = createProgressLine(process.stderr);
  const path = join(resolve(dataDir), 'downloads', `${name}.${version}.nupkg`);
  try {
    const file = await findNugetPackage(mirror ?? index, name, version);
    const label = `downloading ${name} ${version}, ${Math.round(file.bytes / 1e6)} MB`;
    await downloadFile(file, path, (fraction) => line.show(label, fraction));
    return path;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const remedy = `Fetch ${name} ${version} elsewhere (https://www.nuget.org/packages/${name}/${version}) and install it with ${typed('install-cuda', '--from FILE')}`;
    throw new AppError('DOWNLOAD_FAILED', `${cause.message}. ${remedy}`, {cause});
  } finally {
    line.end();
  }
}

async function unpack(
  source: string,
  {name, version}: ProviderPackage,
  libraries: readonly {path: string; target: string}[],
): Promise<void> {
  if (!existsSync(source)) throw new UsageError(`from: there is no file ${source}`);
  const archive = await openZip(source);
  try {
    const nuspec = archive.names.find((entry) => entry.endsWith('.nuspec') && !entry.includes('/'));
    const found =
      nuspec && /<version>([^<]+)<\/version>/.exec((await archive.read(nuspec)).toString('utf8'))?.[1];
    if (nuspec !== `${name}.nuspec` || found !== version) {
      const received = nuspec ? `${basename(nuspec, '.nuspec')} ${found}` : 'no NuGet package';
      throw new AppError('DOWNLOAD_FAILED', `${source}: expected ${name} ${version}, received ${received}`);
    }
    for (const {path, target} of libraries) {
      say(`unpacking ${basename(path)}`);
      await archive.extract(path, target);
    }
  } finally {
    archive.close();
  }
}

/** Lists what the provider needs and this machine lacks, each with a remedy. */
function missingParts(machine: Machine, run: CudaSurroundings['run'], provider: string): string[] {
  const lacking: string[] = [];
  if (!nvidiaDriver(machine)) {
    lacking.push(
      'There is no NVIDIA driver. If this is a container, pass the card to it (docker run --gpus all).',
    );
  } else if (run('nvidia-smi', ['-L'])?.startsWith('GPU ') === false) {
    lacking.push('nvidia-smi sees no card. You may have to restart the machine for the driver.');
  }
  const missing = (run('ldd', [provider]) ?? '')
    .split('\n')
    .map((line) => /^\s*(\S+) => not found/.exec(line)?.[1])
    .filter((library) => library !== undefined);
  if (missing.length > 0) {
    lacking.push(
      `Libraries of CUDA 12 or cuDNN 9 are missing: ${missing.join(', ')}.`,
      'With NVIDIA’s repository: apt-get install cuda-libraries-12-9 libcudnn9-cuda-12. docs/devices.md shows another way that needs no root.',
    );
  }
  return lacking;
}

function runProgram(command: string, parameters: readonly string[]): string | undefined {
  const {stdout, error} = spawnSync(command, parameters, {encoding: 'utf8', timeout: 30_000});
  return error ? undefined : stdout;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
