/**
 * Plain data that crosses the engine's boundary: what a caller asks for, what it hears while the picture forms, and
 * the messages between the bot's process and the render process. This file imports nothing heavy, so any process may
 * import it.
 */
import type {ErrorCode} from '../../errors.ts';

export const qualities = ['draft', 'standard', 'high'] as const;
export type Quality = (typeof qualities)[number];

export const colorModes = ['style', 'keep', 'match'] as const;
export type ColorMode = (typeof colorModes)[number];

/** `auto`: faces that are found in the photo are taken care of. `off`: nobody looks for any. */
export const subjectModes = ['auto', 'off'] as const;
export type SubjectMode = (typeof subjectModes)[number];

/** Devices by name, best first; `auto` takes the first that works. */
export const devices = ['auto', 'cuda', 'webgpu', 'dml', 'coreml', 'cpu'] as const;
/** A device that computes. */
export type Device = Exclude<(typeof devices)[number], 'auto'>;

/** What evaluates the objective: ONNX Runtime, or TensorFlow.js. */
export const engines = ['onnx', 'tfjs'] as const;
export type EngineName = (typeof engines)[number];

export const weightSources = ['auto', 'vgg19', 'bundled'] as const;

export const limits = {
  /** Longest side of the result, pixels. */
  minSize: 128,
  maxSize: 2048,
  /** Multiplier of the style loss. */
  minStrength: 0.1,
  maxStrength: 10,
  /** Size of the painting's strokes, relative to their size when painting and photo have equal areas. */
  minStyleScale: 0.25,
  maxStyleScale: 2,
  /** Paintings blended in one picture. */
  maxStyles: 3,
  /** Smallest side of an input image, pixels. */
  minInputSide: 32,
  /** Longest side over shortest side of an input image. */
  maxAspect: 8,
  maxSeed: 2 ** 32 - 1,
  /** Memory for the render process, MiB. The least is enough for a small picture with VGG19; the most stops typos. */
  minMemoryMb: 512,
  maxMemoryMb: 4_194_304,
} as const;

/**
 * Everything except the images that the caller decides about a picture's look. The same images, settings, encoder and
 * device give the same picture.
 */
export interface RenderSettings {
  /** Longest side of the result in pixels, 128–2048. The result is never larger and keeps the aspect ratio. */
  size: number;
  quality: Quality;
  /** Multiplier of the style loss, 0.1–10; 1 is the calibrated default. */
  strength: number;
  /** Size of the painting's strokes, 0.25–2; 1 is their size when painting and photo have equal areas. */
  styleScale: number;
  colors: ColorMode;
  /** Whether the photo's faces get more care than what surrounds them. */
  subject: SubjectMode;
  /** Unsigned 32-bit integer. */
  seed: number;
}

export const defaultSettings: RenderSettings = {
  size: 512,
  quality: 'standard',
  strength: 1,
  styleScale: 1,
  colors: 'style',
  subject: 'auto',
  seed: 0,
};

/** A painting and its share in a blend. */
export interface StyleInput {
  /** Encoded. */
  image: Uint8Array;
  /** Above 0; only the proportions of the weights matter. */
  weight: number;
}

export interface RenderRequest {
  /** Encoded photo (JPEG, PNG, WebP, GIF still, AVIF, HEIC). */
  content: Uint8Array;
  /** One to three. */
  styles: readonly StyleInput[];
  /** An earlier picture of the same photo, encoded. Painting continues from it, at the finer scales only. */
  start?: Uint8Array;
  settings: RenderSettings;
  /** How often a frame is wanted; 0 means no frames. */
  frameEveryMs: number;
  /**
   * File in which the render process keeps its state while painting. The same request, made again, continues from it.
   * A file that belongs to another request, or is damaged, is ignored and replaced.
   */
  checkpointFile?: string;
}

/** What is known about a finished picture. */
export interface RenderRecord {
  settings: RenderSettings;
  /** Wall time of the whole render, including the time before a resumed checkpoint, but not loading weights. */
  seconds: number;
  secondsPerEvaluation: number;
  /** Forward-and-gradient runs of the network, including those before a resumed checkpoint. */
  evaluations: number;
  /** Σ over scales of width · height · evaluations. */
  pixelIterations: number;
  width: number;
  height: number;
  /** Device that painted, for example `cpu`. */
  device: string;
  /** Encoder that judged style and content, for example `vgg19`; `vgg19 + atelier-compact` if passes differed. */
  encoder: string;
  /** Weighted total loss of the delivered picture, at the finest scale. */
  loss: number;
  /** Its weighted terms by name: `content:block4_conv2`, `style:block1_conv1`, `tv`. */
  terms: Record<string, number>;
  /** Tiles the finest scale was split into to fit in memory; absent if it was evaluated whole. */
  tiles?: number;
  /** Faces that were found in the photo and taken care of; absent in older records. */
  faces?: number;
  /** Share of the picture that this care reaches, 0–1; absent in older records. */
  subjectShare?: number;
  /** L-BFGS correction pairs at the finest scale; absent if memory allowed as many as the recipe asks for. */
  lbfgsHistory?: number;
  /** Peak resident memory of the process that painted, MiB. */
  peakRssMb: number;
}

export interface RenderProgress {
  type: 'progress';
  /** Evaluations done and planned, over all scales. */
  step: number;
  totalSteps: number;
  /** Share of the work done, 0–1, weighted by pixels. */
  fraction: number;
  loss: number;
  terms: Record<string, number>;
  etaSeconds: number;
  /** The picture so far, JPEG, at the final aspect ratio. */
  frame?: Uint8Array;
}

export interface RenderDone {
  type: 'done';
  /** PNG, sRGB, 8 bit, transparent where the photo is. */
  image: Uint8Array;
  record: RenderRecord;
}

export type RenderEvent = RenderProgress | RenderDone;

/** Through which proxies the internet is reached. They may contain credentials. */
export interface ProxySettings {
  /** URL of the proxy for `http:` addresses. */
  http?: string;
  /** URL of the proxy for `https:` addresses. */
  https?: string;
  /** Hosts reached without one, as in `NO_PROXY`: `localhost, .example.com, 10.0.0.1:8080` or `*`. */
  except?: string;
}

/** Which device and encoder the render process uses; fixed for its life. */
export interface EngineOptions {
  engine: EngineName;
  /** `auto` or a device name such as `cpu`. */
  device: string;
  /**
   * `auto`: the full VGG19 and the bundled compact encoder share the work; until VGG19 is here, the bundled one paints
   * alone. `vgg19` or `bundled`: only that one paints. Anything else: the path of a weights file (.h5 or .safetensors).
   */
  weights: string;
  /** A VGG19 weights file to use instead of the downloaded one, with `auto` and `vgg19`. */
  vgg19File?: string;
  /** With `auto`, fetch a missing VGG19 while already painting with the bundled encoder. */
  fetchInBackground?: boolean;
  /** Folder for cached weights; created when missing. */
  dataDir: string;
  /** For the download of weights. */
  proxy?: ProxySettings;
  /** Memory the process may use, MiB; by default a share of the machine's. On the CPU, larger pictures are tiled. */
  memoryMb?: number;
}

export interface SerializedError {
  code?: ErrorCode;
  message: string;
  stack?: string;
}

/**
 * Parent → render process. `start` comes first and once. One `render` at a time: the next is sent after `done` or
 * `failed` for the one before. `cancel` is answered by `failed` with `cancelled: true` (or `done`, if that won).
 */
export type ToRenderer =
  | {type: 'start'; options: EngineOptions}
  | {type: 'render'; id: string; request: RenderRequest}
  | {type: 'cancel'; id: string};

/** Render process → parent. `loading` repeats while weights are fetched; then `ready` or `unusable`, once. */
export type FromRenderer =
  | {type: 'loading'; message: string; fraction?: number}
  /** Something the operator should mend although this process can paint. */
  | {type: 'trouble'; message: string}
  | {type: 'ready'; device: string; encoder: string}
  | {type: 'unusable'; error: SerializedError}
  | {type: 'event'; id: string; event: RenderEvent}
  | {type: 'failed'; id: string; error: SerializedError; cancelled: boolean};
