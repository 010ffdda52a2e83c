import {z} from 'zod';
import {AppError} from './errors.ts';
import {
  defaultSettings,
  devices,
  type EngineName,
  engines,
  limits,
  qualities,
  weightSources,
} from './nst/protocol.ts';

const discordApi = 'https://discord.com/api';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const secrets = new Set(['DISCORD_TOKEN']);

export type LogLevel = (typeof logLevels)[number];

export interface Config {
  discordToken: string;
  applicationId: string;
  /** Commands are registered in this guild only, at once; without it, everywhere. */
  guildId?: string;
  /** Without version and trailing slash. */
  discordApiBase: string;
  /** Origins besides Discord's CDN from which attachments may come: the origin of another API base, or none. */
  extraAttachmentOrigins: readonly string[];
  dataDir: string;
  /** The operator's own styles, besides those that come with the product. */
  stylesDir?: string;
  weights: (typeof weightSources)[number];
  /** A VGG19 weights file to use in place of the downloaded one. */
  vgg19File?: string;
  engine: EngineName;
  /** For engine onnx; `auto` with tfjs. */
  device: string;
  /** What the render process may take, MiB; by default a share of the machine's memory. */
  memoryMb?: number;
  defaultSize: number;
  maxSize: number;
  defaultQuality: (typeof qualities)[number];
  /** Jobs that may wait, over all users. */
  maxQueue: number;
  /** Jobs one user may have waiting or running. */
  maxJobsPerUser: number;
  /** Least time between two jobs of one user; 0: none. */
  cooldownSeconds: number;
  /** Jobs of one user per day, in UTC; 0: as many as they like. */
  dailyQuota: number;
  /** Ids of people and guilds that get no pictures. */
  blockedUsers: readonly string[];
  blockedGuilds: readonly string[];
  maxUploadBytes: number;
  jobTimeoutMs: number;
  /** Jobs and their pictures are kept for so many days after they ended. */
  retentionDays: number;
  /** What judges pictures; without it all may pass. */
  moderation?: {command: [string, ...string[]]; timeoutMs: number};
  logLevel: LogLevel;
}

/**
 * Reads the configuration from environment variables; an empty variable counts as absent.
 * @throws AppError `BAD_CONFIG` that lists every problem, each with the variable, what was expected and what came.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  const problems = parsed.success ? crossProblems(parsed.data) : parsed.error.issues.map(describe(given));
  if (!parsed.success || problems.length > 0) {
    throw new AppError('BAD_CONFIG', `The configuration has ${count(problems)}:\n${list(problems)}`);
  }
  return toConfig(parsed.data);
}

const schema = z.object({
  DISCORD_TOKEN: text(/^\S+$/, 'the bot token from the Discord developer portal'),
  APPLICATION_ID: text(/^\d{1,20}$/, 'the application id, digits only'),
  DISCORD_GUILD_ID: text(/^\d{1,20}$/, 'a guild id, digits only').optional(),
  DISCORD_API_BASE: z
    .string()
    .refine(isApiBase, {error: 'an http or https URL without a version, such as https://discord.com/api'})
    .default(discordApi),
  DATA_DIR: z.string().default('./data'),
  STYLES_DIR: z.string().optional(),
  ATELIER_WEIGHTS: z.string().optional(),
  WEIGHTS: oneOf(weightSources).default('auto'),
  ENGINE: oneOf(engines).default(engines[0]),
  DEVICE: oneOf(devices).default('auto'),
  MEMORY_MB: wholeNumber(limits.minMemoryMb, limits.maxMemoryMb).optional(),
  DEFAULT_SIZE: wholeNumber(limits.minSize, limits.maxSize).optional(),
  MAX_SIZE: wholeNumber(limits.minSize, limits.maxSize).default(1024),
  DEFAULT_QUALITY: oneOf(qualities).default(defaultSettings.quality),
  MAX_QUEUE: wholeNumber(1, 10_000).default(20),
  MAX_JOBS_PER_USER: wholeNumber(1, 1_000).default(2),
  COOLDOWN_SECONDS: wholeNumber(0, 86_400).default(0),
  DAILY_QUOTA: wholeNumber(0, 10_000).default(0),
  BLOCKED_USERS: ids().default([]),
  BLOCKED_GUILDS: ids().default([]),
  MAX_UPLOAD_MB: wholeNumber(1, 500).default(20),
  JOB_TIMEOUT_MINUTES: wholeNumber(1, 24 * 60).default(30),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  MODERATION_COMMAND: commandLine().optional(),
  MODERATION_TIMEOUT_SECONDS: wholeNumber(1, 600).default(20),
  LOG_LEVEL: oneOf(logLevels).default('info'),
});

type Settings = z.infer<typeof schema>;

function text(pattern: RegExp, expected: string) {
  return z.string({error: expected}).regex(pattern, {error: expected});
}

function ids() {
  const error = 'ids, digits only, with commas between them';
  return z
    .string()
    .regex(/^\s*\d{1,20}(\s*,\s*\d{1,20})*\s*$/, {error})
    .transform((list) => list.split(',').map((id) => id.trim()));
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, {error: `one of ${values.join(', ')}`});
}

/** The path of an executable, or a JSON array of it and its arguments: nothing is guessed about quotes and blanks. */
function commandLine() {
  const error = 'the path of an executable, or a JSON array of texts such as ["/usr/bin/judge", "--strict"]';
  return z.string().transform((value, context): [string, ...string[]] => {
    if (!value.trimStart().startsWith('[')) return [value];
    const parsed = commandSchema.safeParse(parseJson(value));
    if (parsed.success) return parsed.data;
    context.addIssue({code: 'custom', message: error});
    return z.NEVER;
  });
}

const commandSchema = z.tuple([z.string().min(1)], z.string());

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, {error})
    .transform(Number)
    .pipe(z.number().min(min, {error}).max(max, {error}));
}

function isApiBase(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && !/\/v\d+\/*$/.test(url.pathname) && !url.search;
}

/** Turns an issue of the schema, whose message says what was expected, into one line. */
function describe(given: Readonly<Record<string, string | undefined>>) {
  return (issue: z.core.$ZodIssue): string => {
    const name = String(issue.path[0]);
    const value = given[name];
    const came =
      value === undefined ? 'nothing' : secrets.has(name) ? 'something else' : JSON.stringify(value);
    return `${name}: expected ${issue.message}, got ${came}`;
  };
}

/** What no variable alone can tell. */
function crossProblems({
  DEFAULT_SIZE: size,
  MAX_SIZE: maxSize,
  ENGINE: engine,
  DEVICE: device,
}: Settings): string[] {
  const problems: string[] = [];
  if (size !== undefined && size > maxSize)
    problems.push(`DEFAULT_SIZE: expected at most MAX_SIZE (${maxSize}), got ${size}`);
  if (engine === 'tfjs' && device !== 'auto')
    problems.push(
      `DEVICE: expected auto or nothing with ENGINE=tfjs, which takes the best backend installed, got ${device}`,
    );
  return problems;
}

function count(problems: readonly string[]): string {
  return problems.length === 1 ? 'a problem' : `${problems.length} problems`;
}

function list(problems: readonly string[]): string {
  return problems.map((problem) => `  ${problem}`).join('\n');
}

function toConfig(settings: Settings): Config {
  const discordApiBase = settings.DISCORD_API_BASE.replace(/\/+$/, '');
  return {
    discordToken: settings.DISCORD_TOKEN,
    applicationId: settings.APPLICATION_ID,
    ...(settings.DISCORD_GUILD_ID === undefined ? {} : {guildId: settings.DISCORD_GUILD_ID}),
    discordApiBase,
    extraAttachmentOrigins: discordApiBase === discordApi ? [] : [new URL(discordApiBase).origin],
    dataDir: settings.DATA_DIR,
    ...(settings.STYLES_DIR === undefined ? {} : {stylesDir: settings.STYLES_DIR}),
    weights: settings.WEIGHTS,
    ...(settings.ATELIER_WEIGHTS === undefined ? {} : {vgg19File: settings.ATELIER_WEIGHTS}),
    engine: settings.ENGINE,
    device: settings.DEVICE,
    ...(settings.MEMORY_MB === undefined ? {} : {memoryMb: settings.MEMORY_MB}),
    defaultSize: settings.DEFAULT_SIZE ?? Math.min(defaultSettings.size, settings.MAX_SIZE),
    maxSize: settings.MAX_SIZE,
    defaultQuality: settings.DEFAULT_QUALITY,
    maxQueue: settings.MAX_QUEUE,
    maxJobsPerUser: settings.MAX_JOBS_PER_USER,
    cooldownSeconds: settings.COOLDOWN_SECONDS,
    dailyQuota: settings.DAILY_QUOTA,
    blockedUsers: settings.BLOCKED_USERS,
    blockedGuilds: settings.BLOCKED_GUILDS,
    maxUploadBytes: settings.MAX_UPLOAD_MB * 1024 * 1024,
    jobTimeoutMs: settings.JOB_TIMEOUT_MINUTES * 60_000,
    retentionDays: settings.RETENTION_DAYS,
    ...(settings.MODERATION_COMMAND && {
      moderation: {
        command: settings.MODERATION_COMMAND,
        timeoutMs: settings.MODERATION_TIMEOUT_SECONDS * 1000,
      },
    }),
    logLevel: settings.LOG_LEVEL,
  };
}
