import {z} from 'zod';
import type {ProxySettings} from './nst/contract/protocol.ts';
import {
  defaultSettings,
  devices,
  type EngineName,
  engines,
  limits,
  qualities,
  weightSources,
} from './nst/contract/protocol.ts';
import {
  commandLine,
  type Environment,
  ids,
  misspelt,
  oneOf,
  readVariables,
  text,
  wholeNumber,
} from './variables.ts';

const discordApi = 'https://discord.com/api';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const secrets = new Set(['DISCORD_TOKEN', 'REDIS_URL', 'HTTP_PROXY', 'HTTPS_PROXY']);

export type LogLevel = (typeof logLevels)[number];

/** What a process needs to paint. */
export interface EngineConfig {
  dataDir: string;
  weights: (typeof weightSources)[number];
  /** A VGG19 weights file to use instead of the downloaded one. */
  vgg19File?: string;
  engine: EngineName;
  /** Device for the engine onnx; always `auto` with tfjs. */
  device: string;
  /** Memory the render process may use, in MiB; by default a share of the machine's memory. */
  memoryMb?: number;
  jobTimeoutMs: number;
  /** Through which proxies the internet is reached; if absent, directly. */
  proxy?: ProxySettings;
  logLevel: LogLevel;
}

/** A Redis, and the prefix of the product's keys in it. */
export interface RedisConfig {
  url: string;
  prefix: string;
}

export interface WorkerConfig extends EngineConfig {
  redis: RedisConfig;
}

export interface Config extends EngineConfig {
  discordToken: string;
  applicationId: string;
  /** The only guild to register commands in, where they appear at once; if absent, they are registered everywhere. */
  guildId?: string;
  /** Without a version or trailing slash. */
  discordApiBase: string;
  /** Origins attachments may come from as well as Discord's CDN: the origin of another API base, or none. */
  extraAttachmentOrigins: readonly string[];
  /** The Redis that workers connect to; if absent, this machine paints. */
  redis?: RedisConfig;
  /** Folder of the operator's own styles, offered with the bundled ones. */
  stylesDir?: string;
  defaultSize: number;
  maxSize: number;
  defaultQuality: (typeof qualities)[number];
  /** How many jobs may wait, all users together. */
  maxQueue: number;
  /** Jobs one user may have waiting or running. */
  maxJobsPerUser: number;
  /** Minimum time between two jobs of one user; 0: no wait. */
  cooldownSeconds: number;
  /** Jobs one user may have per day, in UTC; 0: no limit. */
  dailyQuota: number;
  /** Ids of users who get no pictures. */
  blockedUsers: readonly string[];
  /** Ids of guilds where nobody gets pictures. */
  blockedGuilds: readonly string[];
  maxUploadBytes: number;
  /** How many days jobs and their pictures are kept after they end. */
  retentionDays: number;
  /** The command that judges pictures; if absent, all of them pass. */
  moderation?: {command: [string, ...string[]]; timeoutMs: number};
}

/** @throws AppError `BAD_CONFIG` that lists every problem: the variable, what was expected and what was set */
export function parseConfig(env: Environment): Config {
  return toConfig(readVariables(withProxies(env), schema, secrets, crossProblems));
}

/** A worker's configuration; needs none of the bot's variables. @throws AppError `BAD_CONFIG`, as `parseConfig` */
export function parseWorkerConfig(env: Environment): WorkerConfig {
  const settings = readVariables(
    withProxies(env),
    z.object({...engineVariables, REDIS_URL: redisUrl}),
    secrets,
    engineProblems,
  );
  return {...toEngineConfig(settings), redis: {url: settings.REDIS_URL, prefix: settings.REDIS_PREFIX}};
}

/** The proxies alone, for commands that need nothing else. @throws AppError `BAD_CONFIG` */
export function parseProxy(env: Environment): ProxySettings | undefined {
  return toProxy(readVariables(withProxies(env), z.object(proxyVariables), secrets, () => [])).proxy;
}

/** One sentence for each variable of the environment that looks like a typing error. */
export function misspeltIn(env: Environment): string[] {
  const known = Object.keys(schema.shape).filter((name) => !(name in proxyVariables));
  return misspelt(env, known);
}

/** Texts that must never appear in a log. */
export function secretsOf({discordToken, redis, proxy}: Partial<Config>): string[] {
  const addresses = [redis?.url, proxy?.http, proxy?.https].filter((address) => address !== undefined);
  const secrets = [discordToken, ...addresses.flatMap(passwordsIn)];
  return [...new Set(secrets.filter((secret) => !!secret))] as string[];
}

/** The password as written and as meant, and as it is sent to a proxy. */
function passwordsIn(address: string): string[] {
  const {protocol, username, password} = new URL(address);
  if (!password) return [];
  const [user, meant] = [username, password].map(decodeURIComponent);
  const header = protocol.startsWith('http') ? [Buffer.from(`${user}:${meant}`).toString('base64')] : [];
  return [password, meant as string, ...header];
}

/** Most programs read these in either case, and the lower one first. */
function withProxies(env: Environment): Environment {
  const lower = Object.keys(proxyVariables).flatMap((name) => {
    const value = env[name.toLowerCase()];
    return value ? [[name, value]] : [];
  });
  return {...env, ...Object.fromEntries(lower)};
}

const proxyAddress = z
  .string()
  .transform((address) => (/^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`))
  .refine((address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol), {
    error: 'the address of an http proxy such as http://user:password@proxy.example:3128',
  });

const proxyVariables = {
  HTTP_PROXY: proxyAddress.optional(),
  HTTPS_PROXY: proxyAddress.optional(),
  NO_PROXY: z.string().optional(),
};

const redisUrl = z
  .string({error: 'the address of a Redis, such as redis://:password@host:6379'})
  .refine(isRedisUrl, {error: 'a redis:// or rediss:// URL such as redis://:password@host:6379'});

const engineVariables = {
  DATA_DIR: z.string().default('./data'),
  ATELIER_WEIGHTS: z.string().optional(),
  WEIGHTS: oneOf(weightSources).default('auto'),
  ENGINE: oneOf(engines).default(engines[0]),
  DEVICE: oneOf(devices).default('auto'),
  MEMORY_MB: wholeNumber(limits.minMemoryMb, limits.maxMemoryMb).optional(),
  JOB_TIMEOUT_MINUTES: wholeNumber(1, 24 * 60).default(30),
  REDIS_PREFIX: text(/^[\w.-]{1,64}$/, 'up to 64 letters, digits, dots, dashes and underscores').default(
    'atelier',
  ),
  LOG_LEVEL: oneOf(logLevels).default('info'),
  ...proxyVariables,
};

const schema = z.object({
  ...engineVariables,
  REDIS_URL: redisUrl.optional(),
  DISCORD_TOKEN: text(/^\S+$/, 'the bot token from the Discord developer portal'),
  APPLICATION_ID: text(/^\d{1,20}$/, 'the application id, digits only'),
  DISCORD_GUILD_ID: text(/^\d{1,20}$/, 'a guild id, digits only').optional(),
  DISCORD_API_BASE: z
    .string()
    .refine(isApiBase, {error: 'an http or https URL without a version, such as https://discord.com/api'})
    .default(discordApi),
  STYLES_DIR: z.string().optional(),
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
  RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  MODERATION_COMMAND: commandLine().optional(),
  MODERATION_TIMEOUT_SECONDS: wholeNumber(1, 600).default(20),
});

type Settings = z.infer<typeof schema>;

type EngineSettings = z.infer<z.ZodObject<typeof engineVariables>>;

function isApiBase(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && !/\/v\d+\/*$/.test(url.pathname) && !url.search;
}

function isRedisUrl(value: string): boolean {
  return URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol) && new URL(value).hostname !== '';
}

function crossProblems(settings: Settings): string[] {
  const {DEFAULT_SIZE: size, MAX_SIZE: maxSize} = settings;
  const problems = engineProblems(settings);
  if (size !== undefined && size > maxSize)
    problems.unshift(`DEFAULT_SIZE: expected at most MAX_SIZE (${maxSize}), got ${size}`);
  return problems;
}

function engineProblems({
  ENGINE: engine,
  DEVICE: device,
}: Pick<EngineSettings, 'ENGINE' | 'DEVICE'>): string[] {
  if (engine !== 'tfjs' || device === 'auto') return [];
  return [
    `DEVICE: expected auto or nothing with ENGINE=tfjs, which takes the best backend installed, got ${device}`,
  ];
}

function toProxy(settings: z.infer<z.ZodObject<typeof proxyVariables>>): Pick<EngineConfig, 'proxy'> {
  const {HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: except} = settings;
  if (!http && !https) return {};
  return {proxy: {...(http && {http}), ...(https && {https}), ...(except && {except})}};
}

function toEngineConfig(settings: EngineSettings): EngineConfig {
  return {
    dataDir: settings.DATA_DIR,
    weights: settings.WEIGHTS,
    ...(settings.ATELIER_WEIGHTS === undefined ? {} : {vgg19File: settings.ATELIER_WEIGHTS}),
    engine: settings.ENGINE,
    device: settings.DEVICE,
    ...(settings.MEMORY_MB === undefined ? {} : {memoryMb: settings.MEMORY_MB}),
    jobTimeoutMs: settings.JOB_TIMEOUT_MINUTES * 60_000,
    ...toProxy(settings),
    logLevel: settings.LOG_LEVEL,
  };
}

function toConfig(settings: Settings): Config {
  const discordApiBase = settings.DISCORD_API_BASE.replace(/\/+$/, '');
  const {REDIS_URL: url, REDIS_PREFIX: prefix} = settings;
  return {
    ...toEngineConfig(settings),
    ...(url !== undefined && {redis: {url, prefix}}),
    discordToken: settings.DISCORD_TOKEN,
    applicationId: settings.APPLICATION_ID,
    ...(settings.DISCORD_GUILD_ID === undefined ? {} : {guildId: settings.DISCORD_GUILD_ID}),
    discordApiBase,
    extraAttachmentOrigins: discordApiBase === discordApi ? [] : [new URL(discordApiBase).origin],
    ...(settings.STYLES_DIR === undefined ? {} : {stylesDir: settings.STYLES_DIR}),
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
    retentionDays: settings.RETENTION_DAYS,
    ...(settings.MODERATION_COMMAND && {
      moderation: {
        command: settings.MODERATION_COMMAND,
        timeoutMs: settings.MODERATION_TIMEOUT_SECONDS * 1000,
      },
    }),
  };
}
