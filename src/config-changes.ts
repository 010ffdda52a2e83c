/** What a configuration that was read again means for a process that runs: what it adopts, and what needs more than that. */
import {isDeepStrictEqual} from 'node:util';
import type {Config} from './config.ts';

interface Effect {
  /** The variables that the field is made of. */
  variables: readonly string[];
  /** `now`: whoever needs the field reads it anew each time. `restart`: it was used once, at the start. */
  takes: 'now' | 'restart';
  /** The commands that Discord knows say something of it. */
  isRegistered?: true;
}

const now = (...variables: string[]): Effect => ({variables, takes: 'now'});
const registered = (...variables: string[]): Effect => ({variables, takes: 'now', isRegistered: true});
const restart = (...variables: string[]): Effect => ({variables, takes: 'restart'});

/** A new field does not compile before somebody has thought about it here. */
const effects: {readonly [Field in keyof Required<Config>]: Effect} = {
  dataDir: restart('DATA_DIR'),
  weights: restart('WEIGHTS'),
  vgg19File: restart('ATELIER_WEIGHTS'),
  engine: restart('ENGINE'),
  device: restart('DEVICE'),
  memoryMb: restart('MEMORY_MB'),
  jobTimeoutMs: restart('JOB_TIMEOUT_MINUTES'),
  proxy: restart('HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'),
  health: restart('HEALTH_PORT', 'HEALTH_HOST'),
  logLevel: now('LOG_LEVEL'),
  redis: restart('REDIS_URL', 'REDIS_PREFIX'),
  discordToken: restart('DISCORD_TOKEN'),
  applicationId: restart('APPLICATION_ID'),
  guildId: registered('DISCORD_GUILD_ID'),
  shards: restart('SHARDS'),
  discordApiBase: restart('DISCORD_API_BASE'),
  extraAttachmentOrigins: restart('DISCORD_API_BASE'),
  stylesDir: restart('STYLES_DIR'),
  defaultSize: registered('DEFAULT_SIZE'),
  maxSize: registered('MAX_SIZE'),
  defaultQuality: registered('DEFAULT_QUALITY'),
  maxQueue: now('MAX_QUEUE'),
  maxJobsPerUser: now('MAX_JOBS_PER_USER'),
  cooldownSeconds: now('COOLDOWN_SECONDS'),
  dailyQuota: now('DAILY_QUOTA'),
  ownerIds: now('OWNER_IDS'),
  ownerGuildId: registered('OWNER_GUILD_ID'),
  presence: now('PRESENCE'),
  blockedUsers: now('BLOCKED_USERS'),
  blockedGuilds: now('BLOCKED_GUILDS'),
  maxUploadBytes: now('MAX_UPLOAD_MB'),
  retentionDays: now('RETENTION_DAYS'),
  maxDiskBytes: now('MAX_DISK_MB'),
  moderation: restart('MODERATION', 'MODERATION_COMMAND', 'MODERATION_TIMEOUT_SECONDS'),
};

/** Names of variables. */
export interface ConfigChanges {
  adopted: string[];
  /** They hold from the next start on. */
  needRestart: string[];
  /** Of those adopted: Discord shows people the old ones until the commands are registered again. */
  needRegistration: string[];
}

/** What came of reading the configuration again. */
export type Reload =
  | {type: 'read'; reread: Reread}
  /** It has mistakes, which the sentence lists, so nothing has changed. */
  | {type: 'refused'; problem: string};

export interface Reread extends ConfigChanges {
  /** Variables that `.env` sets although the process was started with another value, which wins. */
  overridden: string[];
  /** Sentences about variables that look like typing errors. */
  misspelt: string[];
}

/**
 * Makes a running process' configuration that of `next`, as far as that is possible without a restart: changes `config`,
 * which everybody reads their limits from.
 */
export function adoptConfig(config: Partial<Config>, next: Partial<Config>): ConfigChanges {
  const isChanged = (field: keyof Config) => !isDeepStrictEqual(config[field], next[field]);
  const changed = (Object.keys(effects) as (keyof Config)[]).filter(isChanged);
  const gainsOrLosesOwners = Boolean(config.ownerIds?.length) !== Boolean(next.ownerIds?.length);
  const adopted = changed.filter((field) => effects[field].takes === 'now');
  for (const field of adopted) {
    if (field in next) Object.assign(config, {[field]: next[field]});
    else delete config[field];
  }
  const isRegistered = (field: keyof Config) =>
    effects[field].isRegistered || (field === 'ownerIds' && gainsOrLosesOwners);
  return {
    adopted: variablesOf(adopted),
    needRestart: variablesOf(changed.filter((field) => effects[field].takes === 'restart')),
    needRegistration: variablesOf(adopted.filter(isRegistered)),
  };
}

function variablesOf(fields: readonly (keyof Config)[]): string[] {
  return [...new Set(fields.flatMap((field) => effects[field].variables))];
}
