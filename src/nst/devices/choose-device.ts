/**
 * Chooses the device that paints. `auto` takes the first in the list that is here, gives the CPU's results and is
 * faster than the CPU. A device asked for by name only has to be right. Trials run in processes of their own and are
 * remembered.
 */
import {AppError} from '../../errors.ts';
import {typed} from '../../system/own-program.ts';
import {type Device, devices, type EngineOptions} from '../contract/protocol.ts';
import {loadBundled, type OnLoading} from '../encoders/weights.ts';
import {buildObjectiveGraph} from '../objective/graph/objective-graph.ts';
import {packWeights} from '../objective/graph/packed-weights.ts';
import {paritySize, testedSpec} from './self-test.ts';
import {fingerprintOf, type Machine, thisMachine, whyAbsent} from './survey.ts';
import {faultOf, seconds, slownessOf, type Trial, type TrialOptions, tryDevice} from './trial.ts';
import {readUseMark} from './use-mark.ts';
import {openVerdicts} from './verdicts.ts';

/** `auto` must not wait long for a device that is probably useless. Operators who name one wait for its compilers. */
export const deadlineMs = {auto: 60_000, named: 240_000};

export interface Choice {
  device: Device;
  /** What `auto` chose, and why not the others, for the log. */
  reason?: string;
}

export interface Surroundings {
  machine: Machine;
  tryDevice(device: Device, options: TrialOptions): Promise<Trial>;
}

/**
 * @param say called when a device is tested, because that takes a while
 * @throws AppError `BAD_OPTION` for an unknown name, `DEVICE_UNAVAILABLE` for a named device that cannot be used
 */
export async function chooseDevice(
  {device: wanted, dataDir}: Pick<EngineOptions, 'device' | 'dataDir'>,
  say: OnLoading,
  {machine = thisMachine(), tryDevice: attempt = tryDevice}: Partial<Surroundings> = {},
): Promise<Choice> {
  const name = devices.find((known) => known === wanted);
  if (!name) {
    throw new AppError('BAD_OPTION', `device: expected one of ${devices.join(', ')}, received ${wanted}`);
  }
  if (name === 'cpu') return {device: name};
  const verdicts = openVerdicts(dataDir);

  /** A remembered trial, or a fresh one that will be remembered. */
  async function trialOf(device: Device, options: TrialOptions): Promise<Trial> {
    const fingerprint = await fingerprintFor(device, machine);
    const known = verdicts.find(device, fingerprint);
    if (known && (known.speed || known.failure !== undefined || !options.withSpeed)) return known;
    say(`testing the device ${device}`);
    const trial = await attempt(device, options);
    await verdicts.keep(device, fingerprint, trial);
    return trial;
  }

  if (name !== 'auto') {
    const fault =
      whyAbsent(name, machine) ??
      faultOf(await trialOf(name, {withSpeed: false, deadlineMs: deadlineMs.named}));
    if (fault === undefined) return {device: name};
    throw new AppError(
      'DEVICE_UNAVAILABLE',
      `device ${name} cannot be used: ${fault}. Set DEVICE to auto or cpu; ${typed('doctor')} shows what is missing`,
    );
  }

  const refusals: string[] = [];
  const died = readUseMark(dataDir);
  for (const device of candidates(machine)) {
    const trial =
      whyAbsent(device, machine) ??
      died(device) ??
      (await trialOf(device, {withSpeed: true, deadlineMs: deadlineMs.auto}));
    const refusal = typeof trial === 'string' ? trial : (faultOf(trial) ?? slownessOf(trial));
    if (refusal === undefined) {
      const {speed} = trial as Trial;
      const figures =
        speed &&
        ` (${seconds(speed.seconds)} per evaluation at ${speed.size} px, CPU ${seconds(speed.cpuSeconds)})`;
      return {device, reason: [`painting on ${device}${figures ?? ''}`, ...refusals].join('; ')};
    }
    refusals.push(`not on ${device}: ${refusal}`);
  }
  return {device: 'cpu', reason: ['painting on the CPU', ...refusals].join('; ')};
}

/** The devices of this platform except the CPU, best first. */
export function candidates({runtime}: Machine): Device[] {
  return devices
    .filter((name) => name !== 'auto' && name !== 'cpu')
    .filter((name) => runtime.devices.includes(name));
}

/** The fingerprint that a verdict on a device is kept with. */
export async function fingerprintFor(device: Device, machine: Machine): Promise<string> {
  return fingerprintOf(device, machine, await graphUnderTest());
}

let graph: Promise<Uint8Array> | undefined;

/** A verdict counts only for the graph it was found with. */
function graphUnderTest(): Promise<Uint8Array> {
  graph ??= loadBundled().then(
    (encoder) => buildObjectiveGraph(encoder, packWeights(encoder), testedSpec(encoder, paritySize)).bytes,
  );
  return graph;
}
