/** Tries every device this machine has, and which one `DEVICE` leads to. */
import {AppError} from '../../errors.ts';
import {type Device, devices} from '../../nst/contract/protocol.ts';
import {chooseDevice, deadlineMs, fingerprintFor} from '../../nst/devices/choose-device.ts';
import {type Machine, whyAbsent} from '../../nst/devices/survey.ts';
import {faultOf, slownessOf, type Trial, tryDevice} from '../../nst/devices/trial.ts';
import {openVerdicts} from '../../nst/devices/verdicts.ts';
import type {DeviceFinding, Report} from './findings.ts';

export interface DeviceOptions {
  env: NodeJS.ProcessEnv;
  say(message: string): void;
  tryDevice?: typeof tryDevice;
}

/** What is known when ONNX Runtime itself does not load. */
export function withoutRuntime(env: NodeJS.ProcessEnv): Pick<Report, 'devices' | 'choice'> {
  const reason = 'ONNX Runtime cannot be loaded';
  return {
    devices: devices
      .filter((device) => device !== 'auto')
      .map((device) => ({device, state: 'absent', reason})),
    choice: {wanted: env.DEVICE || 'auto', why: reason},
  };
}

export async function examineDevices(
  {env, say, tryDevice: attempt = tryDevice}: DeviceOptions,
  machine: Machine,
  dataDir: string,
  problems: string[],
): Promise<Pick<Report, 'devices' | 'choice'>> {
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
    return {devices: findings, choice: {wanted, device, why: reason ?? 'DEVICE says so'}};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.message);
    return {devices: findings, choice: {wanted, why: error.message}};
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
