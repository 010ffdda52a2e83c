/**
 * Sends images between a bot and its workers, as bytes in keys that expire. BullMQ's entry carries the rest of a job.
 * Invariant: if a job's inputs are gone, nobody wants the job. This is how a bot takes a job back. Unlike a message, it
 * also works for a worker that was out of reach at the time.
 */
import type {Redis} from 'ioredis';
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {RenderRequest} from '../../nst/contract/protocol.ts';
import {progressSchema, renderRecordSchema, renderSettingsSchema, serializedErrorSchema} from '../schemas.ts';
import type {FleetAddress} from './connection.ts';

/** Raise this when a change would make bots and workers of different versions misunderstand each other. */
const version = 1;

/** Longer than any picture waits and is painted. Images of a bot that never comes back expire by themselves. */
const keptSeconds = 2 * 86_400;

/** The part of a request that travels in BullMQ's entry. */
const orderSchema = z.object({
  version: z.literal(version),
  settings: renderSettingsSchema,
  /** Weights of the paintings, in their order. */
  weights: z.array(z.number()),
  frameEveryMs: z.number(),
});
export type Order = z.infer<typeof orderSchema>;

/** Progress of a job. `frames` counts the frames sent so far; only the newest is kept. */
export const reportSchema = progressSchema.omit({frame: true}).extend({frames: z.number()});
export type Report = z.infer<typeof reportSchema>;

/** How a job ended at a worker. */
export const outcomeSchema = z.discriminatedUnion('type', [
  z.object({type: z.literal('done'), record: renderRecordSchema}),
  z.object({type: z.literal('failed'), error: serializedErrorSchema}),
  /** Its inputs were gone. */
  z.object({type: z.literal('unwanted')}),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export interface Parcels {
  sendInputs(jobId: string, request: RenderRequest): Promise<Order>;
  /**
   * The request as it was sent; undefined when nobody wants it any more.
   * @throws AppError `RENDER_CRASHED` when the bot has another version
   */
  receiveInputs(jobId: string, order: unknown): Promise<RenderRequest | undefined>;
  isWanted(jobId: string): Promise<boolean>;
  send(jobId: string, what: 'frame' | 'picture', image: Uint8Array): Promise<void>;
  receive(jobId: string, what: 'frame' | 'picture'): Promise<Uint8Array | undefined>;
  /** Deletes all images of a job. */
  drop(jobId: string): Promise<void>;
}

export function createParcels(redis: Redis, {prefix}: Pick<FleetAddress, 'prefix'>): Parcels {
  const keyOf = (jobId: string, what: 'inputs' | 'frame' | 'picture'): string =>
    `${prefix}:parcel:${jobId}:${what}`;

  return {
    async sendInputs(jobId, {content, styles, start, settings, frameEveryMs}) {
      const images = {
        content,
        ...(start && {start}),
        ...Object.fromEntries(styles.map(({image}, index) => [`style${index}`, image])),
      };
      const key = keyOf(jobId, 'inputs');
      const fields = Object.entries(images).map(([name, image]) => [name, asBuffer(image)] as const);
      await redis.hset(key, new Map(fields));
      await redis.expire(key, keptSeconds);
      return {version, settings, weights: styles.map(({weight}) => weight), frameEveryMs};
    },

    async receiveInputs(jobId, order) {
      const parsed = orderSchema.safeParse(order);
      if (!parsed.success) {
        const message = `The worker expected an order of version ${version}; bot and workers must have the same version.`;
        throw new AppError('RENDER_CRASHED', message, {cause: parsed.error});
      }
      const {settings, weights, frameEveryMs} = parsed.data;
      const {content, start, ...rest} = await redis.hgetallBuffer(keyOf(jobId, 'inputs'));
      if (!content) return undefined;
      const styles = weights.map((weight, index) => ({image: rest[`style${index}`] as Buffer, weight}));
      return {content, styles, settings, frameEveryMs, ...(start && {start})};
    },

    isWanted: async (jobId) => (await redis.exists(keyOf(jobId, 'inputs'))) > 0,

    async send(jobId, what, image) {
      await redis.set(keyOf(jobId, what), asBuffer(image), 'EX', keptSeconds);
    },

    async receive(jobId, what) {
      return (await redis.getBuffer(keyOf(jobId, what))) ?? undefined;
    },

    async drop(jobId) {
      await redis.del(keyOf(jobId, 'inputs'), keyOf(jobId, 'frame'), keyOf(jobId, 'picture'));
    },
  };
}

/** Wraps the same memory in the class that Redis's client accepts. */
function asBuffer({buffer, byteOffset, byteLength}: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
