/** A job record as a row of the database and back; what comes back is checked. */
import {z} from 'zod';
import type {JobRecord, ReplyAddress} from './job.ts';
import {renderRecordSchema, renderSettingsSchema} from './schemas.ts';

export type JobRow = Record<(typeof columns)[number], string | number | null>;

export const columns = [
  'id',
  'parent_id',
  'owner',
  'status',
  'settings',
  'styles',
  'guild_id',
  'channel_id',
  'locale',
  'spoiler',
  'ephemeral',
  'note',
  'reply',
  'token',
  'token_expires_at',
  'reply_key',
  'kept',
  'attempts',
  'created_at',
  'finished_at',
  'told_at',
  'result',
  'failure',
] as const;

export function toRow(job: JobRecord): JobRow {
  const {token, ...address} = job.reply ?? {};
  return {
    id: job.id,
    parent_id: job.parentId ?? null,
    owner: job.owner,
    status: job.status,
    settings: JSON.stringify(job.settings),
    styles: JSON.stringify(job.styles),
    guild_id: job.guildId ?? null,
    channel_id: job.channelId,
    locale: job.locale,
    spoiler: Number(job.spoiler),
    ephemeral: Number(job.ephemeral),
    note: job.note ?? null,
    reply: job.reply ? JSON.stringify(address) : null,
    token: token?.value ?? null,
    token_expires_at: token?.expiresAt ?? null,
    reply_key: job.replyKey ?? null,
    kept: job.kept ? JSON.stringify(job.kept) : null,
    attempts: job.attempts,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    told_at: job.toldAt ?? null,
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

const flag = z.number().transform(Boolean);
const stylesSchema = z.array(z.object({id: z.string(), title: z.string(), weight: z.number()}));
const addressSchema = z.object({
  applicationId: z.string().exactOptional(),
  replyTo: z.string().exactOptional(),
  botMayEdit: z.boolean(),
  canReact: z.boolean(),
  uploadLimitBytes: z.number(),
});
const keptSchema = z.object({channelId: z.string(), messageId: z.string()});

const rowSchema = z.object({
  id: z.string(),
  parent_id: z.string().nullable(),
  owner: z.string(),
  status: z.enum(['accepted', 'running', 'done', 'failed', 'cancelled']),
  settings: json.pipe(renderSettingsSchema),
  styles: json.pipe(stylesSchema),
  guild_id: z.string().nullable(),
  channel_id: z.string(),
  locale: z.string(),
  spoiler: flag,
  ephemeral: flag,
  note: z.string().nullable(),
  reply: json.pipe(addressSchema).nullable(),
  token: z.string().nullable(),
  token_expires_at: z.string().nullable(),
  reply_key: z.string().nullable(),
  kept: json.pipe(keptSchema).nullable(),
  attempts: z.number(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  told_at: z.string().nullable(),
  result: json.pipe(renderRecordSchema).nullable(),
  failure: z.string().nullable(),
} satisfies Record<(typeof columns)[number], z.ZodType>);

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
  const reply = replyOf(row);
  return {
    id: row.id,
    ...(row.parent_id !== null && {parentId: row.parent_id}),
    owner: row.owner,
    status: row.status,
    settings: row.settings,
    styles: row.styles,
    ...(row.guild_id !== null && {guildId: row.guild_id}),
    channelId: row.channel_id,
    locale: row.locale,
    spoiler: row.spoiler,
    ephemeral: row.ephemeral,
    ...(row.note !== null && {note: row.note}),
    ...(reply && {reply}),
    ...(row.reply_key !== null && {replyKey: row.reply_key}),
    ...(row.kept !== null && {kept: row.kept}),
    attempts: row.attempts,
    createdAt: row.created_at,
    ...(row.finished_at !== null && {finishedAt: row.finished_at}),
    ...(row.told_at !== null && {toldAt: row.told_at}),
    ...(row.result !== null && {result: row.result}),
    ...(row.failure !== null && {failure: row.failure}),
  };
}

function replyOf({
  reply,
  token: value,
  token_expires_at: expiresAt,
}: z.infer<typeof rowSchema>): ReplyAddress | undefined {
  if (reply === null) return undefined;
  return {...reply, ...(value !== null && expiresAt !== null && {token: {value, expiresAt}})};
}
