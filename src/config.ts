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
  type ShardRange,
  shardRange,
  snowflake,
  snowflakes,
  text,
  wholeNumber,
  withFileVariables,
} from './variables.ts';

const loopback = '127.0.0.1';
const discordApi = 'https://discord.com/api';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const presences = ['en', 'vi', 'off'] as const;
const moderationPolicies = ['off', 'refuse', 'spoiler'] as const;
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
  /** Where `/livez`, `/readyz` and `/metrics` are answered; if absent, nowhere. */
  health?: {host: string; port: number};
  /** Through which proxies the internet is reached; if absent, directly. */
  proxy?: ProxySettings;
  logLevel: LogLevel;
}

/** A Redis, and the prefix of the product's keys in it. */
export interface RedisConfig {
  url: string;
  prefix: string;
}

/** Who judges pictures. If there is neither a classifier nor a command, all of them pass. */
export interface ModerationConfig {
  /** What becomes of pictures that the classifier takes for explicit; `off`: it does not run. */
  classifier: (typeof moderationPolicies)[number];
  /** The operator's own command. */
  command?: [string, ...string[]];
  /** For each of them and each picture. */
  timeoutMs: number;
}

export interface WorkerConfig extends EngineConfig {
  redis: RedisConfig;
}

export interface Config extends EngineConfig {
  discordToken: string;
  applicationId: string;
  /** The only guild to register commands in, where they appear at once; if absent, they are registered everywhere. */
  guildId?: string;
  /** The gateway's shards that this process holds; `auto`: as many as Discord recommends, all of them. */
  shards: 'auto' | ShardRange;
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
  /** How many jobs may wait, all users together; `Infinity`: no limit. */
  maxQueue: number;
  /** Jobs one user may have waiting or running. */
  maxJobsPerUser: number;
  /** Minimum time between two jobs of one user; 0: no wait. */
  cooldownSeconds: number;
  /** Jobs one user may have per day, in UTC; 0: no limit. */
  dailyQuota: number;
  /** Ids of users who may use `/atelier`; if empty, the command is not registered. */
  ownerIds: readonly string[];
  /** The only guild to register `/atelier` in; if absent, it goes where the other commands go. */
  ownerGuildId?: string;
  /** The language in which the bot's own status shows the queue; `off`: it shows nothing. */
  presence: (typeof presences)[number];
  /** Ids of users who get no pictures. */
  blockedUsers: readonly string[];
  /** Ids of guilds where nobody gets pictures. */
  blockedGuilds: readonly string[];
  maxUploadBytes: number;
  /** How many days jobs and their pictures are kept after they end. */
  retentionDays: number;
  /** What the files of all jobs may take; if absent, there is no limit. */
  maxDiskBytes?: number;
  moderation: ModerationConfig;
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

/** Where health is answered, alone. @throws AppError `BAD_CONFIG` */
export function parseHealth(env: Environment): EngineConfig['health'] {
  return toHealth(readVariables(env, z.object(healthVariables), secrets, healthProblems)).health;
}

/** Direct messages, and what their buttons send, reach only the process that holds shard 0. */
export function hearsDirectMessages({shards}: Pick<Config, 'shards'>): boolean {
  return shards === 'auto' || shards.first === 0;
}

/** One sentence for each variable of the environment that looks like a typing error. */
export function misspeltIn(env: Environment): string[] {
  const known = Object.keys(schema.shape).filter((name) => !(name in proxyVariables));
  return misspelt(env, withFileVariables(known, secrets));
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

const healthVariables = {
  HEALTH_PORT: wholeNumber(1, 65_535).optional(),
  HEALTH_HOST: text(/^[\w.:%-]{1,253}$/, 'a name or address of this machine, such as 0.0.0.0').optional(),
};

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
  ...healthVariables,
  LOG_LEVEL: oneOf(logLevels).default('info'),
  ...proxyVariables,
};

const schema = z.object({
  ...engineVariables,
  REDIS_URL: redisUrl.optional(),
  DISCORD_TOKEN: text(/^\S+$/, 'the bot token from the Discord developer portal'),
  APPLICATION_ID: text(/^\d{1,20}$/, 'the application id, digits only'),
  DISCORD_GUILD_ID: text(/^\d{1,20}$/, 'a guild id, digits only').optional(),
  SHARDS: shardRange().default('auto'),
  DISCORD_API_BASE: z
    .string()
    .refine(isApiBase, {error: 'an http or https URL without a version, such as https://discord.com/api'})
    .default(discordApi),
  STYLES_DIR: z.string().optional(),
  DEFAULT_SIZE: wholeNumber(limits.minSize, limits.maxSize).optional(),
  MAX_SIZE: wholeNumber(limits.minSize, limits.maxSize).default(1024),
  DEFAULT_QUALITY: oneOf(qualities).default(defaultSettings.quality),
  MAX_QUEUE: wholeNumber(0, 10_000).default(50),
  MAX_JOBS_PER_USER: wholeNumber(1, 1_000).default(2),
  COOLDOWN_SECONDS: wholeNumber(0, 86_400).default(5),
  DAILY_QUOTA: wholeNumber(0, 10_000).default(100),
  OWNER_IDS: snowflakes().default([]),
  OWNER_GUILD_ID: snowflake().optional(),
  PRESENCE: oneOf(presences).default('en'),
  BLOCKED_USERS: ids().default([]),
  BLOCKED_GUILDS: ids().default([]),
  MAX_UPLOAD_MB: wholeNumber(1, 500).default(20),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  MAX_DISK_MB: wholeNumber(100, 100_000_000).optional(),
  MODERATION: oneOf(moderationPolicies).default('off'),
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
  ...settings
}: Pick<EngineSettings, 'ENGINE' | 'DEVICE'> & HealthSettings): string[] {
  const problems = healthProblems(settings);
  if (engine !== 'tfjs' || device === 'auto') return problems;
  return [
    ...problems,
    `DEVICE: expected auto or nothing with ENGINE=tfjs, which takes the best backend installed, got ${device}`,
  ];
}

type HealthSettings = z.infer<z.ZodObject<typeof healthVariables>>;

function healthProblems({HEALTH_PORT: port, HEALTH_HOST: host}: HealthSettings): string[] {
  if (host === undefined || port !== undefined) return [];
  return [`HEALTH_PORT: expected a port to listen at on HEALTH_HOST (${host}), got nothing`];
}

function toHealth({
  HEALTH_PORT: port,
  HEALTH_HOST: host = loopback,
}: HealthSettings): Pick<EngineConfig, 'health'> {
  return port === undefined ? {} : {health: {host, port}};
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
    ...toHealth(settings),
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
    shards: settings.SHARDS,
    discordApiBase,
    extraAttachmentOrigins: discordApiBase === discordApi ? [] : [new URL(discordApiBase).origin],
    ...(settings.STYLES_DIR === undefined ? {} : {stylesDir: settings.STYLES_DIR}),
    defaultSize: settings.DEFAULT_SIZE ?? Math.min(defaultSettings.size, settings.MAX_SIZE),
    maxSize: settings.MAX_SIZE,
    defaultQuality: settings.DEFAULT_QUALITY,
    maxQueue: settings.MAX_QUEUE || Number.POSITIVE_INFINITY,
    maxJobsPerUser: settings.MAX_JOBS_PER_USER,
    cooldownSeconds: settings.COOLDOWN_SECONDS,
    dailyQuota: settings.DAILY_QUOTA,
    ownerIds: settings.OWNER_IDS,
    ...(settings.OWNER_GUILD_ID !== undefined && {ownerGuildId: settings.OWNER_GUILD_ID}),
    presence: settings.PRESENCE,
    blockedUsers: settings.BLOCKED_USERS,
    blockedGuilds: settings.BLOCKED_GUILDS,
    maxUploadBytes: settings.MAX_UPLOAD_MB * 1024 * 1024,
    retentionDays: settings.RETENTION_DAYS,
    ...(settings.MAX_DISK_MB !== undefined && {maxDiskBytes: settings.MAX_DISK_MB * 1024 * 1024}),
    moderation: {
      classifier: settings.MODERATION,
      ...(settings.MODERATION_COMMAND && {command: settings.MODERATION_COMMAND}),
      timeoutMs: settings.MODERATION_TIMEOUT_SECONDS * 1000,
    },
  };
}
