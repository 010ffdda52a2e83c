/**
 * Schemas that check data from outside this process: database rows and messages of the render process and workers. They
 * follow the types in `nst/contract/protocol.ts`; the compiler compares the two where the results are used.
 */
import {z} from 'zod';
import type {ErrorCode} from '../errors.ts';
import {colorModes, defaultSettings, qualities, subjectModes} from '../nst/contract/protocol.ts';

/** Does not check today's limits, so that records made under other limits stay readable. */
export const renderSettingsSchema = z.object({
  size: z.number(),
  quality: z.enum(qualities),
  strength: z.number(),
  /** The default is for records made before this was a setting. */
  styleScale: z.number().default(defaultSettings.styleScale),
  colors: z.enum(colorModes),
  /** The default is for records made before this was a setting. */
  subject: z.enum(subjectModes).default(defaultSettings.subject),
  seed: z.number(),
});

/** Accepts NaN and infinity too, which `z.number()` refuses. */
const real = z.custom<number>((value) => typeof value === 'number', 'Expected a number');

/** Accepts null, because JSON writes NaN and infinity as null. A bad loss must not make a record unreadable. */
const loss = z.union([real, z.null().transform(() => Number.NaN)]);

export const renderRecordSchema = z.object({
  settings: renderSettingsSchema,
  seconds: z.number(),
  secondsPerEvaluation: z.number(),
  evaluations: z.number(),
  pixelIterations: z.number(),
  width: z.number(),
  height: z.number(),
  device: z.string(),
  encoder: z.string(),
  loss,
  terms: z.record(z.string(), loss),
  tiles: z.number().exactOptional(),
  faces: z.number().exactOptional(),
  subjectShare: z.number().exactOptional(),
  lbfgsHistory: z.number().exactOptional(),
  peakRssMb: z.number(),
});

const bytes = z.instanceof(Uint8Array);

export const progressSchema = z.object({
  type: z.literal('progress'),
  step: z.number(),
  totalSteps: z.number(),
  fraction: z.number(),
  loss,
  terms: z.record(z.string(), loss),
  etaSeconds: real,
  frame: bytes.exactOptional(),
});

const renderEventSchema = z.discriminatedUnion('type', [
  progressSchema,
  z.object({type: z.literal('done'), image: bytes, record: renderRecordSchema}),
]);

export const serializedErrorSchema = z.object({
  /** Any string will do, because the render process runs the same version of this code. */
  code: z.custom<ErrorCode>((value) => typeof value === 'string').exactOptional(),
  message: z.string(),
  stack: z.string().exactOptional(),
});

export const fromRendererSchema = z.discriminatedUnion('type', [
  z.object({type: z.literal('trouble'), message: z.string()}),
  z.object({type: z.literal('loading'), message: z.string(), fraction: z.number().exactOptional()}),
  z.object({type: z.literal('ready'), device: z.string(), encoder: z.string()}),
  z.object({type: z.literal('unusable'), error: serializedErrorSchema}),
  z.object({type: z.literal('event'), id: z.string(), event: renderEventSchema}),
  z.object({type: z.literal('failed'), id: z.string(), error: serializedErrorSchema, cancelled: z.boolean()}),
]);
