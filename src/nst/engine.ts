/**
 * Puts an engine together: it opens the encoders and decides which one paints when. A missing VGG19 may arrive while
 * the engine is already painting; a picture keeps the encoders it began with.
 */
import {join} from 'node:path';
import {AppError} from '../errors.ts';
import type {EngineOptions, Quality} from './contract/protocol.ts';
import type {Scale} from './contract/schedule.ts';
import {chooseDevice} from './devices/choose-device.ts';
import type {RemoteFile} from './encoders/download-file.ts';
import type {Encoder} from './encoders/encoder.ts';
import {
  fetchVgg19,
  findVgg19,
  loadBundled,
  loadFile,
  type OnLoading,
  officialVgg19,
} from './encoders/weights.ts';
import type {Backend} from './objective/objective.ts';
import {createOnnxBackend} from './objective/onnx-backend.ts';
import {openTargetCache, withTargetCache} from './objective/target-cache.ts';
import {createMemory, type Memory, memoryBudget} from './tiles/memory.ts';

/** An encoder and the backend that runs it. */
export interface Painter {
  encoder: Encoder;
  backend: Backend;
}

/** Part of a picture's work: evaluations at one size by one painter. */
export interface Pass extends Scale {
  painter: Painter;
}

export interface Engine {
  device: string;
  /** Why this device was chosen; absent if there was no choice to make. */
  deviceReason?: string;
  /** The memory the process may use; absent means no limit. */
  memory?: Memory;
  /** What the operator should mend although the engine can paint; absent if all is well. */
  trouble?: string;
  /** Names the encoders that are loaded, for the log. */
  describe(): string;
  /** Divides the scales of a schedule, coarsest first, among the painters. A scale may become two passes. */
  plan(quality: Quality, scales: readonly Scale[]): Pass[];
}

/** @throws AppError `BAD_OPTION`, `DEVICE_UNAVAILABLE`, `WEIGHTS_UNAVAILABLE` */
export async function openEngine(
  options: EngineOptions,
  onLoading: OnLoading,
  remote: RemoteFile = officialVgg19,
): Promise<Engine> {
  const memory = createMemory(memoryBudget(options.memoryMb));
  const {backendFor, deviceReason} = await openBackends(options, memory, onLoading);
  const cache = openTargetCache(join(options.dataDir, 'cache', 'targets'));
  const painterOf = (encoder: Encoder): Painter => ({
    encoder,
    backend: withTargetCache(backendFor(encoder), encoder, cache),
  });
  const painters = await openPainters(options, painterOf, onLoading, remote);
  const {trouble} = painters;
  return {
    ...engineOf(painters, memory),
    ...(deviceReason !== undefined && {deviceReason}),
    ...(trouble !== undefined && {trouble}),
  };
}

async function openPainters(
  options: EngineOptions,
  painterOf: (encoder: Encoder) => Painter,
  onLoading: OnLoading,
  remote: RemoteFile,
): Promise<Painters> {
  const {weights, dataDir} = options;
  if (weights === 'bundled') return {compact: painterOf(await loadBundled())};
  if (weights === 'vgg19') {
    const encoder =
      (await findVgg19(options, onLoading, remote)) ?? (await fetchVgg19(dataDir, onLoading, remote));
    return {full: painterOf(encoder)};
  }
  if (weights !== 'auto') return {full: painterOf(await loadFile(weights, dataDir, onLoading))};

  const painters: Painters = {compact: painterOf(await loadBundled())};
  const encoder = await findVgg19(options, onLoading, remote).catch((error: unknown) => {
    if (!(error instanceof AppError) || !options.vgg19File) throw error;
    painters.trouble = `${error.message}; the bundled encoder paints alone`;
  });
  if (painters.trouble !== undefined) return painters;
  if (encoder) painters.full = painterOf(encoder);
  else if (options.fetchInBackground) void fetchLater(painters, painterOf, dataDir, onLoading, remote);
  return painters;
}

/** Returns the function that makes a backend for an encoder. TensorFlow.js is loaded only if the options ask for it. */
async function openBackends(
  options: EngineOptions,
  memory: Memory,
  onLoading: OnLoading,
): Promise<{backendFor: (encoder: Encoder) => Backend; deviceReason?: string}> {
  if (options.engine === 'tfjs') {
    const {openTfjsBackends} = await import('./tfjs/open-backends.ts');
    return {backendFor: await openTfjsBackends(options, memory, onLoading)};
  }
  const {device, reason} = await chooseDevice(options, onLoading);
  return {
    backendFor: (encoder) => createOnnxBackend(encoder, device, memory),
    ...(reason !== undefined && {deviceReason: reason}),
  };
}

/** An engine that paints everything with one encoder. */
export function singleEngine(encoder: Encoder, backend: Backend = createOnnxBackend(encoder)): Engine {
  return engineOf({full: {encoder, backend}});
}

interface Painters {
  /** Why the file that the operator named is not used. */
  trouble?: string;
  compact?: Painter;
  full?: Painter;
}

function engineOf(painters: Painters, memory?: Memory): Engine {
  const one = (painters.full ?? painters.compact) as Painter;
  return {
    device: one.backend.device,
    ...(memory && {memory}),
    describe() {
      const {full, compact} = painters;
      if (full && compact) return `${full.encoder.name} and ${compact.encoder.name}`;
      return ((full ?? compact) as Painter).encoder.name;
    },
    plan(quality, scales) {
      const {full, compact} = painters;
      if (full && compact && quality === 'standard') return shareOut(scales, full, compact);
      return by((quality === 'draft' ? (compact ?? full) : (full ?? compact)) as Painter, scales);
    },
  };
}

/**
 * What each encoder does of a scale's evaluations when both paint, coarsest scale first; further scales repeat the last
 * entry. The compact one begins, the full one ends. Fewer than ten at the end would leave traces of the compact encoder,
 * and 256 pixels is where the full one gains most for its time (docs/encoder.md).
 */
const shares = [
  {compact: 0, full: 0.7},
  {compact: 0.7, full: 0.3},
  {compact: 0.5, full: 0.25},
];
const leastFull = 10;

/** The picture is nearly the full encoder's, in a good third of the time (measured in docs/encoder.md). */
function shareOut(scales: readonly Scale[], full: Painter, compact: Painter): Pass[] {
  if (scales.length === 1) return by(full, scales);
  return scales.flatMap((scale, index) => {
    const share = shares[Math.min(index, shares.length - 1)] as (typeof shares)[number];
    const own = Math.min(scale.evaluations, Math.max(leastFull, Math.round(scale.evaluations * share.full)));
    const bulk = Math.min(scale.evaluations - own, Math.round(scale.evaluations * share.compact));
    return [
      ...by(compact, bulk > 0 ? [{...scale, evaluations: bulk}] : []),
      ...by(full, [{...scale, evaluations: own}]),
    ];
  });
}

function by(painter: Painter, scales: readonly Scale[]): Pass[] {
  return scales.map((scale) => ({...scale, painter}));
}

/** A failure does no harm: the bundled encoder keeps painting, and the next start tries again. */
async function fetchLater(
  painters: Painters,
  painterOf: (encoder: Encoder) => Painter,
  dataDir: string,
  onLoading: OnLoading,
  remote: RemoteFile,
): Promise<void> {
  try {
    painters.full = painterOf(await fetchVgg19(dataDir, onLoading, remote));
    onLoading('VGG19 is here; the next picture uses it');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onLoading(`painting with the bundled encoder because VGG19 is not available: ${reason}`);
  }
}
