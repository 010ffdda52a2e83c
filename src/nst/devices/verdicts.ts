/**
 * Remembers trials in the data folder, so that a start needs no self-test unless something changed. A lost or damaged
 * file costs only a new self-test.
 */
import {readFileSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {writeWholeFile} from '../../system/whole-file.ts';
import type {Device} from '../contract/protocol.ts';
import type {Trial} from './trial.ts';

/** A device may have failed for a passing reason: another program's memory, a driver just being updated. */
const failureLastsMs = 24 * 60 * 60_000;

export interface Verdicts {
  find(device: Device, fingerprint: string): Trial | undefined;
  /** A failure to write does no harm. */
  keep(device: Device, fingerprint: string, trial: Trial): Promise<void>;
}

export function openVerdicts(dataDir: string, now: () => number = Date.now): Verdicts {
  const path = join(dataDir, 'devices.json');
  return {
    find(device, fingerprint) {
      const entry = read(path)[device];
      if (entry?.fingerprint !== fingerprint) return undefined;
      const ageMs = now() - Date.parse(entry.trial.testedAt);
      return entry.trial.failure !== undefined && ageMs > failureLastsMs ? undefined : entry.trial;
    },
    async keep(device, fingerprint, trial) {
      const entries = {...read(path), [device]: {fingerprint, trial}};
      try {
        await mkdir(dataDir, {recursive: true});
        await writeWholeFile(path, `${JSON.stringify(entries, replaceNaN, 2)}\n`);
      } catch {
        // The device is tested again at the next start.
      }
    },
  };
}

const error = z.union([z.number(), z.literal('NaN').transform(() => Number.NaN)]);

const entriesSchema = z.partialRecord(
  z.string(),
  z.object({
    fingerprint: z.string(),
    trial: z.object({
      testedAt: z.iso.datetime(),
      parity: z.object({targetError: error, lossError: error, gradientError: error}).optional(),
      speed: z.object({size: z.number(), seconds: z.number(), cpuSeconds: z.number()}).optional(),
      failure: z.string().optional(),
    }),
  }),
);

function read(path: string): Partial<Record<string, {fingerprint: string; trial: Trial}>> {
  try {
    return entriesSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) as never;
  } catch {
    return {};
  }
}

/** JSON has neither NaN nor infinity. */
function replaceNaN(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? 'NaN' : value;
}
