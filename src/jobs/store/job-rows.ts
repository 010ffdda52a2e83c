/**
 * Turns a job record into a database row and back. The record is one piece of JSON, except the reply's token, which has
 * its own column so that it can be erased. Rows are checked when they are read.
 */
import {z} from 'zod';
import type {JobRecord} from '../job.ts';
import {renderRecordSchema, renderSettingsSchema} from '../schemas.ts';

const settingNames = renderSettingsSchema.keyof().options;

export const jobRecordSchema = z.object({
  id: z.string(),
  parentId: z.string().exactOptional(),
  owner: z.string(),
  status: z.enum(['accepted', 'running', 'done', 'failed', 'cancelled']),
  settings: renderSettingsSchema,
  styles: z.array(z.object({id: z.string(), title: z.string(), weight: z.number()})),
  guildId: z.string().exactOptional(),
  channelId: z.string(),
  locale: z.string(),
  spoiler: z.boolean(),
  ephemeral: z.boolean(),
  note: z.string().exactOptional(),
  noted: z.array(z.enum(settingNames)).exactOptional(),
  reply: z
    .object({
      applicationId: z.string().exactOptional(),
      isFollowUp: z.literal(true).exactOptional(),
      replyTo: z.string().exactOptional(),
      botMayEdit: z.boolean(),
      canReact: z.boolean(),
      uploadLimitBytes: z.number(),
    })
    .exactOptional(),
  replyKey: z.string().exactOptional(),
  kept: z.object({channelId: z.string(), messageId: z.string()}).exactOptional(),
  wantsBell: z.boolean().exactOptional(),
  bell: z.object({channelId: z.string(), messageId: z.string()}).exactOptional(),
  attempts: z.number(),
  createdAt: z.string(),
  finishedAt: z.string().exactOptional(),
  toldAt: z.string().exactOptional(),
  result: renderRecordSchema.exactOptional(),
  failure: z.string().exactOptional(),
} satisfies Record<keyof JobRecord, z.ZodType>);

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({code: 'custom', message: `Expected JSON: ${String(error)}`});
    return z.NEVER;
  }
});

const rowSchema = z.object({
  id: z.string(),
  record: json.pipe(jobRecordSchema),
  token: json.pipe(z.object({value: z.string(), expiresAt: z.string()})).nullable(),
});

export function toRow(job: JobRecord): z.input<typeof rowSchema> {
  const {token, ...reply} = job.reply ?? {};
  return {
    id: job.id,
    record: JSON.stringify({...job, reply: job.reply && reply}),
    token: token ? JSON.stringify(token) : null,
  };
}

/** @throws Error that names the job and the field when `toRow` cannot have written the row */
export function fromRow(value: unknown): JobRecord {
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) {
    const id = z.object({id: z.string()}).safeParse(value).data?.id ?? 'without an id';
    throw new Error(`The job database holds an unreadable row, job ${id}: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  const {record, token} = parsed.data;
  return record.reply && token ? {...record, reply: {...record.reply, token}} : record;
}
