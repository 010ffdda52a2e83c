/**
 * Puts an engine together: which encoders there are and which of them paints at which scale. A missing VGG19 may
 * arrive while the engine is already painting; a picture keeps the encoders it began with.
 */
import {AppError} from '../errors.ts';
import type {Encoder} from './encoder.ts';
import type {Backend} from './objective.ts';
import {createOnnxBackend} from './onnx-backend.ts';
import {builtDevices, devices, type EngineOptions, type Quality} from './protocol.ts';
import {fetchVgg19, findVgg19, loadBundled, loadFile, type OnLoading} from './weights.ts';

/** An encoder and what runs it. */
export interface Painter {
  encoder: Encoder;
  backend: Backend;
}

export interface Engine {
  device: string;
  /** What the log calls the encoders at hand. */
  describe(): string;
  /** One painter per scale, coarsest first. */
  paintersFor(quality: Quality, scales: number): Painter[];
}

/** @throws AppError `BAD_OPTION`, `NOT_BUILT`, `WEIGHTS_UNAVAILABLE` */
export async function openEngine(options: EngineOptions, onLoading: OnLoading): Promise<Engine> {
  checkDevice(options.device);
  const {weights, dataDir} = options;
  if (weights === 'bundled') return engineOf({compact: painterOf(await loadBundled())});
  if (weights === 'vgg19') {
    const encoder = (await findVgg19(options, onLoading)) ?? (await fetchVgg19(dataDir, onLoading));
    return engineOf({full: painterOf(encoder)});
  }
  if (weights !== 'auto') return engineOf({full: painterOf(await loadFile(weights, dataDir, onLoading))});

  const painters: Painters = {compact: painterOf(await loadBundled())};
  const encoder = await findVgg19(options, onLoading);
  if (encoder) painters.full = painterOf(encoder);
  else if (options.fetchInBackground) void fetchLater(painters, dataDir, onLoading);
  return engineOf(painters);
}

/** An engine that paints everything with one encoder. */
export function singleEngine(encoder: Encoder): Engine {
  return engineOf({full: painterOf(encoder)});
}

interface Painters {
  compact?: Painter;
  full?: Painter;
}

function engineOf(painters: Painters): Engine {
  const one = (painters.full ?? painters.compact) as Painter;
  return {
    device: one.backend.device,
    describe() {
      const {full, compact} = painters;
      if (full && compact) return `${full.encoder.name}, drafts ${compact.encoder.name}`;
      return ((full ?? compact) as Painter).encoder.name;
    },
    paintersFor(quality, scales) {
      const {full, compact} = painters;
      const usual = (quality === 'draft' ? (compact ?? full) : (full ?? compact)) as Painter;
      return Array.from({length: scales}, () => usual);
    },
  };
}

function painterOf(encoder: Encoder): Painter {
  return {encoder, backend: createOnnxBackend(encoder)};
}

/** Failing is no harm: the bundled encoder goes on painting, and the next start tries again. */
async function fetchLater(painters: Painters, dataDir: string, onLoading: OnLoading): Promise<void> {
  try {
    painters.full = painterOf(await fetchVgg19(dataDir, onLoading));
    onLoading('VGG19 is here; the next picture uses it');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onLoading(`painting with the bundled encoder, for VGG19 is not to be had: ${reason}`);
  }
}

function checkDevice(device: string): void {
  if (!isOneOf(devices, device)) {
    throw new AppError('BAD_OPTION', `device: expected one of ${devices.join(', ')}, received ${device}`);
  }
  if (!isOneOf(builtDevices, device)) {
    throw new AppError(
      'NOT_BUILT',
      `device ${device} is not part of this version yet; use ${builtDevices.join(' or ')}`,
    );
  }
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
