/** A job record as a row of the database and back; what comes back is checked. */
import {z} from 'zod';
import type {JobRecord} from './job.ts';
import {renderRecordSchema, renderSettingsSchema} from './schemas.ts';

export type JobRow = Record<(typeof columns)[number], string | null>;

/** In the order of the table. */
export const columns = [
  'id',
  'parent_id',
  'owner',
  'status',
  'settings',
  'style_id',
  'style_title',
  'reply_key',
  'created_at',
  'finished_at',
  'result',
  'failure',
] as const;

export function toRow(job: JobRecord): JobRow {
  return {
    id: job.id,
    parent_id: job.parentId ?? null,
    owner: job.owner,
    status: job.status,
    settings: JSON.stringify(job.settings),
    style_id: job.styleId,
    style_title: job.styleTitle,
    reply_key: job.replyKey ?? null,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    result: job.result ? JSON.stringify(job.result) : null,
    failure: job.failure ?? null,
  };
}

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
  parent_id: z.string().nullable(),
  owner: z.string(),
  status: z.enum(['accepted', 'running', 'done', 'failed', 'cancelled']),
  settings: json.pipe(renderSettingsSchema),
  style_id: z.string(),
  style_title: z.string(),
  reply_key: z.string().nullable(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  result: json.pipe(renderRecordSchema).nullable(),
  failure: z.string().nullable(),
});

/** @throws Error naming the column when the row is not one that `toRow` wrote. */
export function fromRow(value: unknown): JobRecord {
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) {
    const id = z.object({id: z.string()}).safeParse(value).data?.id ?? 'without an id';
    throw new Error(`The job database holds an unreadable row, job ${id}: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  const row = parsed.data;
  return {
    id: row.id,
    ...(row.parent_id !== null && {parentId: row.parent_id}),
    owner: row.owner,
    status: row.status,
    settings: row.settings,
    styleId: row.style_id,
    styleTitle: row.style_title,
    ...(row.reply_key !== null && {replyKey: row.reply_key}),
    createdAt: row.created_at,
    ...(row.finished_at !== null && {finishedAt: row.finished_at}),
    ...(row.result !== null && {result: row.result}),
    ...(row.failure !== null && {failure: row.failure}),
  };
}
