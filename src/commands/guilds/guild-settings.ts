import type {Config} from '../../config.ts';
import type {ChargeRules} from '../../jobs/store/charges.ts';
import type {GuildRules, GuildRulesStore} from '../../jobs/store/guild-rules.ts';

/** What applies to pictures in one guild, within the operator's limits. */
export interface GuildSettings
  extends Pick<GuildRules, 'channels' | 'roles' | 'blocked' | 'galleryChannelId' | 'logChannelId'> {
  /** Longest side of a picture in pixels when nobody gives one. */
  defaultSize: number;
  /** Largest allowed value for the longest side of a picture, in pixels. */
  maxSize: number;
  /** Jobs one user may have waiting or running. */
  maxJobsPerUser: number;
  /** Cooldowns and daily quotas of the operator and of the guild. */
  charges: ChargeRules;
}

export interface GuildSettingsSource {
  /** `guildId`: absent in direct messages and group chats. */
  of(guildId: string | undefined): GuildSettings;
}

type Limits = Pick<Config, 'defaultSize' | 'maxSize' | 'maxJobsPerUser' | 'cooldownSeconds' | 'dailyQuota'>;

/** The operator's limits, which may change, tightened by what each guild has decided. */
export function createGuildSettings(
  operator: Limits,
  rules?: Pick<GuildRulesStore, 'of'>,
): GuildSettingsSource {
  return {
    of(guildId) {
      const {cooldownSeconds, dailyQuota} = operator;
      const own: GuildRules | undefined = guildId === undefined ? undefined : rules?.of(guildId);
      const maxSize = Math.min(operator.maxSize, own?.maxSize ?? operator.maxSize);
      return {
        channels: own?.channels ?? [],
        roles: own?.roles ?? [],
        blocked: own?.blocked ?? [],
        ...(own?.galleryChannelId && {galleryChannelId: own.galleryChannelId}),
        ...(own?.logChannelId && {logChannelId: own.logChannelId}),
        defaultSize: Math.min(maxSize, own?.defaultSize ?? operator.defaultSize),
        maxSize,
        maxJobsPerUser: Math.min(operator.maxJobsPerUser, own?.maxJobsPerUser ?? operator.maxJobsPerUser),
        charges: {
          everywhere: {cooldownSeconds, dailyQuota},
          guild: {cooldownSeconds: own?.cooldownSeconds ?? 0, dailyQuota: own?.dailyQuota ?? 0},
        },
      };
    },
  };
}
