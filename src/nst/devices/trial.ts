/**
 * Runs a device's self-test in a process that may crash or hang, and always ends the process. A trial never throws; a
 * failure is part of its outcome.
 */
import {stripVTControlCharacters} from 'node:util';
import {startChild} from '../../system/child/child-process.ts';
import {ownModule} from '../../system/own-program.ts';
import type {Device} from '../contract/protocol.ts';
import {allowed, type Parity, type Speed} from './self-test.ts';

export interface Trial {
  /** ISO 8601. */
  testedAt: string;
  parity?: Parity;
  speed?: Speed;
  /** Why the test did not finish. */
  failure?: string;
}

/** Self-test process → parent: what is known so far, then `failed` or `done`, once. */
export type FromSelfTest =
  | {type: 'parity'; parity: Parity}
  | {type: 'speed'; speed: Speed}
  | {type: 'failed'; reason: string}
  | {type: 'done'};

export interface TrialOptions {
  /** If false, only parity is tested. */
  withSpeed: boolean;
  deadlineMs: number;
  /** Module the process runs. */
  entry?: URL;
}

const selfTest = ownModule('./self-test-process', import.meta.url);

export function tryDevice(
  device: Device,
  {withSpeed, deadlineMs, entry = selfTest}: TrialOptions,
): Promise<Trial> {
  return new Promise((resolve) => {
    const trial: Trial = {testedAt: new Date().toISOString()};
    const {process: child, ended} = startChild(entry, {args: [device, ...(withSpeed ? ['speed'] : [])]});
    const timer = setTimeout(
      () =>
        end(
          `it gave no ${trial.parity ? 'speed figure' : 'answer'} within ${Math.round(deadlineMs / 1000)} s`,
        ),
      deadlineMs,
    );
    let over = false;

    function end(failure?: string): void {
      if (over) return;
      over = true;
      clearTimeout(timer);
      child.removeAllListeners('message');
      // Not asked to exit: if a provider fails, the runtime can hang in its destructors (microsoft/onnxruntime 29553).
      child.kill('SIGKILL');
      resolve({...trial, ...(failure !== undefined && {failure})});
    }

    child.on('message', (message: FromSelfTest) => {
      if (message.type === 'parity') trial.parity = message.parity;
      else if (message.type === 'speed') trial.speed = message.speed;
      else end(message.type === 'failed' ? tidy(message.reason) : undefined);
    });
    void ended.then(({code, signal, lastOutput}) => {
      const how = signal ?? (code === null ? 'it did not start' : `exit code ${code}`);
      const lastWords = tidy(lastOutput.trim().split('\n').at(-1) ?? '');
      end(`its self-test crashed (${how})${lastWords && `: ${lastWords}`}`);
    });
  });
}

/** Why a tested device must not paint, or undefined if it may. */
export function faultOf({failure, parity}: Trial): string | undefined {
  if (failure !== undefined) return failure;
  if (!parity) return 'its self-test said nothing';
  for (const [name, error] of Object.entries(parity) as [keyof Parity, number][]) {
    // Also true of NaN.
    if (!(error <= allowed[name])) {
      return `its ${names[name]} differs from the CPU's by ${percent(error)}, allowed ${percent(allowed[name])}`;
    }
  }
  return undefined;
}

/** Why `auto` passes over a device that is slower than the CPU, or undefined if it does not. */
export function slownessOf({speed}: Trial): string | undefined {
  if (!speed || speed.seconds <= speed.cpuSeconds) return undefined;
  return `it takes ${seconds(speed.seconds)} per evaluation at ${speed.size} px, the CPU ${seconds(speed.cpuSeconds)} at 512 px`;
}

const names: Record<keyof Parity, string> = {
  targetError: 'measurement of a style',
  lossError: 'loss',
  gradientError: 'gradient',
};

function percent(share: number): string {
  return Number.isNaN(share) ? 'not a number' : `${Number((100 * share).toPrecision(2))} %`;
}

export function seconds(value: number): string {
  return `${value.toPrecision(2)} s`;
}

const maxReason = 300;

/** Puts the message on one line: C++ messages come with paths, signatures and line breaks. */
function tidy(reason: string): string {
  const line = stripVTControlCharacters(reason).replace(/\s+/g, ' ').trim();
  const words = line.replace(/^.*\bwas false\. /, '');
  return words.length > maxReason ? `${words.slice(0, maxReason)}…` : words;
}
