/** Examines the machine and tries every device. Writes nothing except in DATA_DIR. */
import {readFile} from 'node:fs/promises';
import {availableParallelism, cpus, freemem, totalmem} from 'node:os';
import {resolve} from 'node:path';
import {misspeltIn} from '../../config.ts';
import {type Machine, thisMachine} from '../../nst/devices/survey.ts';
import {type NativeLibrary, nativeLibraries} from '../../system/native-library.ts';
import {tryNative} from '../../system/native-trial.ts';
import {placesFrom} from '../engine-options.ts';
import {adviceFor} from './advice.ts';
import {type DeviceOptions, examineDevices, withoutRuntime} from './examine-devices.ts';
import {inspectDiscord, inspectRedis} from './examine-network.ts';
import {findWeights, inspectBotFiles, inspectDataDir} from './examine-storage.ts';
import type {Report} from './findings.ts';

export interface ReportOptions extends DeviceOptions {
  /** Whether to ask Discord who the token belongs to, and Redis for its workers. */
  online: boolean;
  machine?: Machine;
  tryNative?(name: NativeLibrary): Promise<string | undefined>;
}

export async function makeReport(options: ReportOptions): Promise<Report> {
  const {env, online, machine = thisMachine()} = options;
  const places = placesFrom(env);
  const problems: string[] = [];
  const node = {version: process.versions.node, required: await requiredNode()};
  if (!isAtLeast(node.version, node.required)) {
    problems.push(`expected Node ${node.required} or newer, found ${node.version}`);
  }
  const brokenLibraries = await findBroken(options.tryNative ?? tryNative);
  problems.push(...Object.values(brokenLibraries));
  const canOpenDatabases = brokenLibraries.libsql === undefined;
  const dataDir = await inspectDataDir(resolve(places.dataDir), {canOpenDatabases, problems});
  const weights = await findWeights({...places, isUsed: env.WEIGHTS !== 'bundled'}, problems);
  await inspectBotFiles(env, problems);
  const canPaint = brokenLibraries['onnxruntime-node'] === undefined;
  const {devices, choice} = canPaint
    ? await examineDevices(options, machine, places.dataDir, problems)
    : withoutRuntime(env);
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
    brokenLibraries,
    devices,
    choice,
    weights,
    dataDir,
    discord,
    redis,
    problems: [...new Set(problems)],
  };
  return {...report, advice: [...misspeltIn(env), ...adviceFor(report, machine)]};
}

async function findBroken(
  attempt: NonNullable<ReportOptions['tryNative']>,
): Promise<Report['brokenLibraries']> {
  const broken: Report['brokenLibraries'] = {};
  for (const name of Object.keys(nativeLibraries) as NativeLibrary[]) {
    const problem = await attempt(name);
    if (problem !== undefined) broken[name] = problem;
  }
  return broken;
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
