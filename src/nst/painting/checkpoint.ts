/**
 * Keeps the state of an unfinished picture in a file: its place in the plan and everything its optimiser knows. The
 * state is exact, so a resumed picture is the same as an uninterrupted one. The file names the request it belongs to. A
 * file from another request or version, or a damaged one, is ignored.
 */
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {z} from 'zod';
import {writeWholeFile} from '../../system/whole-file.ts';
import type {RenderRequest} from '../contract/protocol.ts';
import {parseSafetensors, safetensorsParts} from '../encoders/safetensors.ts';
import type {Pass} from '../engine.ts';
import type {Recipe} from '../look/recipe.ts';
import type {OptimizerState} from '../optimizer/lbfgs.ts';
import type {Face} from '../subject/face-detector.ts';

const version = 5;

/** Largest share of the time that saving may take. */
const maxShare = 0.03;
const minIntervalMs = 10_000;

export interface Progress {
  /** Index of the pass. */
  pass: number;
  /** Evaluations done in the pass. */
  step: number;
  /** Factor of the content's weight in the pass. */
  contentGain: number;
  /** Time spent on the picture so far by all processes together. */
  seconds: number;
  state: OptimizerState;
}

export interface Checkpoints {
  /** What an earlier process saved for the same request. */
  load(): Promise<Progress | undefined>;
  save(progress: () => Progress): Promise<void>;
  /** Saves if the last save was long enough ago: ten seconds, or more if the state is slow to write. */
  saveIfDue(progress: () => Progress): Promise<void>;
}

const progressSchema = z.object({
  pass: z.int().nonnegative(),
  step: z.int().nonnegative(),
  contentGain: z.number().positive(),
  seconds: z.number().nonnegative(),
  losses: z.record(z.string(), z.object({loss: z.number(), terms: z.record(z.string(), z.number())})),
});

/** @param fingerprint see `fingerprintOf` */
export function openCheckpoints(file: string | undefined, fingerprint: string): Checkpoints {
  let dueMs = performance.now() + minIntervalMs;

  async function save(progress: () => Progress): Promise<void> {
    if (!file) return;
    const startedMs = performance.now();
    const {state, ...where} = progress();
    const tensors = Object.entries(state.tensors).map(
      ([name, data]) => [name, {dims: [data.length], data}] as const,
    );
    const metadata = {fingerprint, progress: JSON.stringify({...where, losses: state.losses})};
    const parts = safetensorsParts({tensors: new Map(tensors), metadata});
    await writeWholeFile(file, parts, {unfinished: `${file}.partial`});
    const tookMs = performance.now() - startedMs;
    dueMs = performance.now() + Math.max(minIntervalMs, tookMs / maxShare);
  }

  return {
    async load() {
      if (!file) return undefined;
      try {
        const {tensors, metadata} = parseSafetensors(await readFile(file));
        if (metadata.fingerprint !== fingerprint) return undefined;
        const {losses, ...where} = progressSchema.parse(JSON.parse(metadata.progress ?? ''));
        const data = Object.fromEntries([...tensors].map(([name, tensor]) => [name, tensor.data]));
        return {...where, state: {tensors: data, losses}};
      } catch {
        return undefined;
      }
    },
    save,
    async saveIfDue(progress) {
      if (performance.now() >= dueMs) await save(progress);
    },
  };
}

/** A hash of everything the picture depends on except the device. */
export function fingerprintOf(
  {content, styles, start, settings}: RenderRequest,
  {passes, recipe, faces}: {passes: readonly Pass[]; recipe: Recipe; faces: readonly Face[]},
): string {
  const hash = createHash('sha256');
  const plan = passes.map(({width, height, evaluations, painter}) => [
    width,
    height,
    evaluations,
    painter.encoder.name,
  ]);
  const weights = styles.map(({weight}) => weight);
  hash.update(JSON.stringify({version, settings, plan, recipe, faces, weights}));
  for (const image of [content, ...styles.map((style) => style.image), ...(start ? [start] : [])]) {
    hash.update(createHash('sha256').update(image).digest());
  }
  return hash.digest('hex');
}
