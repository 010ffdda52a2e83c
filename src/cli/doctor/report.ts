/** Examines the machine and tries every device. Writes nothing except in DATA_DIR. */
import {existsSync} from 'node:fs';
import {mkdir, readFile, rm, statfs, writeFile} from 'node:fs/promises';
import {availableParallelism, cpus, freemem, totalmem} from 'node:os';
import {join, resolve} from 'node:path';
import {parseConfig, parseWorkerConfig} from '../../config.ts';
import {AppError} from '../../errors.ts';
import {type Device, devices} from '../../nst/contract/protocol.ts';
import {chooseDevice, deadlineMs, fingerprintFor} from '../../nst/devices/choose-device.ts';
import {type Machine, thisMachine, whyAbsent} from '../../nst/devices/survey.ts';
import {faultOf, slownessOf, type Trial, tryDevice} from '../../nst/devices/trial.ts';
import {openVerdicts} from '../../nst/devices/verdicts.ts';
import {bundledEncoder, cachedVgg19} from '../../nst/encoders/weights.ts';
import {placesFrom} from '../engine-options.ts';
import {adviceFor} from './advice.ts';
import type {DeviceFinding, Report} from './findings.ts';

export interface ReportOptions {
  env: NodeJS.ProcessEnv;
  /** Whether to ask Discord who the token belongs to, and Redis for its workers. */
  online: boolean;
  say(message: string): void;
  machine?: Machine;
  tryDevice?: typeof tryDevice;
}

export async function makeReport(options: ReportOptions): Promise<Report> {
  const {env, online, machine = thisMachine()} = options;
  const places = placesFrom(env);
  const problems: string[] = [];
  const node = {version: process.versions.node, required: await requiredNode()};
  if (!isAtLeast(node.version, node.required)) {
    problems.push(`expected Node ${node.required} or newer, found ${node.version}`);
  }
  const dataDir = await inspectDataDir(resolve(places.dataDir), problems);
  const weights = findWeights(places, problems);
  const {findings, choice} = await examineDevices(options, machine, places.dataDir, problems);
  const discord = await inspectDiscord(env, online, problems);
  const redis = await inspectRedis(env, online, problems);
  const report = {
    node,
    system: {
      platform: machine.platform,
      arch: machine.arch,
      release: machine.release,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      threads: availableParallelism(),
      memoryMb: Math.round(
        Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20,
      ),
      freeMemoryMb: Math.round(freemem() / 2 ** 20),
    },
    onnxRuntime: machine.runtime.version,
    devices: findings,
    choice,
    weights,
    dataDir,
    discord,
    redis,
    problems: [...new Set(problems)],
  };
  return {...report, advice: adviceFor(report, machine)};
}

async function examineDevices(
  {env, say, tryDevice: attempt = tryDevice}: ReportOptions,
  machine: Machine,
  dataDir: string,
  problems: string[],
): Promise<{findings: DeviceFinding[]; choice: Report['choice']}> {
  const verdicts = openVerdicts(dataDir);
  const trials = new Map<Device, Trial>();
  const findings: DeviceFinding[] = [];
  for (const device of devices) {
    if (device === 'auto') continue;
    const absent = device === 'cpu' ? undefined : whyAbsent(device, machine);
    if (absent !== undefined) {
      findings.push({device, state: 'absent', reason: absent});
      continue;
    }
    say(`testing ${device}; this takes up to ${deadlineMs.auto / 1000} s`);
    const trial = await attempt(device, {withSpeed: true, deadlineMs: deadlineMs.auto});
    trials.set(device, trial);
    if (device !== 'cpu') await verdicts.keep(device, await fingerprintFor(device, machine), trial);
    findings.push(findingOf(device, trial));
  }
  const cpu = findings.find(({device}) => device === 'cpu');
  if (cpu?.state === 'broken') problems.push(`the CPU cannot paint: ${cpu.reason}`);

  const wanted = env.DEVICE || 'auto';
  try {
    const {device, reason} = await chooseDevice({device: wanted, dataDir}, say, {
      machine,
      tryDevice: async (name, options) => trials.get(name) ?? attempt(name, options),
    });
    return {findings, choice: {wanted, device, why: reason ?? 'DEVICE says so'}};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.message);
    return {findings, choice: {wanted, why: error.message}};
  }
}

function findingOf(device: Device, trial: Trial): DeviceFinding {
  const {parity, speed} = trial;
  const fault = faultOf(trial);
  const slowness = device === 'cpu' ? undefined : slownessOf(trial);
  const reason = fault ?? slowness;
  return {
    device,
    state: fault !== undefined ? 'broken' : slowness !== undefined ? 'slow' : 'works',
    ...(reason !== undefined && {reason}),
    ...(parity && {parity}),
    ...(speed && {speed}),
  };
}

function findWeights(
  {vgg19File, dataDir}: {vgg19File?: string; dataDir: string},
  problems: string[],
): Report['weights'] {
  const bundled = existsSync(bundledEncoder);
  if (!bundled) problems.push('the bundled encoder is missing from this installation');
  if (vgg19File && !existsSync(vgg19File)) problems.push(`ATELIER_WEIGHTS: there is no file ${vgg19File}`);
  const vgg19 = vgg19File && existsSync(vgg19File) ? vgg19File : cachedVgg19(dataDir);
  return {bundled, ...(vgg19 && {vgg19})};
}

async function inspectDataDir(path: string, problems: string[]): Promise<Report['dataDir']> {
  const probe = join(path, `.doctor-${process.pid}`);
  try {
    await mkdir(path, {recursive: true});
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    problems.push(`DATA_DIR: ${path} cannot be written to (${(error as NodeJS.ErrnoException).code})`);
    return {path, writable: false};
  }
  const {bavail, bsize} = await statfs(path);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMb < neededMb) problems.push(`DATA_DIR: ${path} has ${freeMb} MiB free but needs ${neededMb}`);
  return {path, writable: true, freeMb};
}

/** Space for the download of VGG19, its converted copy and some pictures. */
const neededMb = 300;

async function inspectDiscord(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['discord']> {
  if (!env.DISCORD_TOKEN) return {configured: false};
  try {
    const {discordApiBase, discordToken} = parseConfig(env);
    if (!online) return {configured: true};
    const response = await fetch(`${discordApiBase}/v10/users/@me`, {
      headers: {authorization: `Bot ${discordToken}`},
      signal: AbortSignal.timeout(15_000),
    });
    if (response.status === 401)
      throw new AppError('BAD_CONFIG', 'DISCORD_TOKEN: Discord rejects this token');
    if (!response.ok) throw new AppError('BAD_CONFIG', `${discordApiBase} answered ${response.status}`);
    return {configured: true, reached: String(((await response.json()) as {username?: unknown}).username)};
  } catch (error) {
    problems.push(error instanceof AppError ? error.message : `Discord cannot be reached: ${String(error)}`);
    return {configured: true};
  }
}

async function inspectRedis(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['redis']> {
  if (!env.REDIS_URL) return {configured: false};
  try {
    const {redis} = env.DISCORD_TOKEN ? parseConfig(env) : parseWorkerConfig(env);
    if (!online || !redis) return {configured: true};
    const {visitFleet} = await import('../../jobs/fleet/visit-fleet.ts');
    return {configured: true, workers: await visitFleet(redis)};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(error instanceof AppError ? reason : `REDIS_URL: Redis cannot be reached: ${reason}`);
    return {configured: true, unreachable: true};
  }
}

async function requiredNode(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  return (manifest as {engines: {node: string}}).engines.node.replace('>=', '');
}

/** @param required for example `20.19` */
export function isAtLeast(version: string, required: string): boolean {
  const [have, need] = [version, required].map((text) => text.split('.').map(Number));
  for (const [index, part] of (need as number[]).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
