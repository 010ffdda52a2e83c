import type {Config} from '../config.ts';

/** What holds for the pictures of one guild, within the operator's limits. */
export interface GuildSettings {
  /** Where pictures that people keep are posted; absent when no such channel is set. */
  galleryChannelId?: string;
  /** Largest longest side of a picture, pixels. */
  maxSize: number;
}

export interface GuildSettingsSource {
  /** `guildId`: absent in direct messages and group chats. */
  of(guildId: string | undefined): GuildSettings;
}

/** The operator's limits, for everybody alike. */
export function operatorsSettings({maxSize}: Pick<Config, 'maxSize'>): GuildSettingsSource {
  return {of: () => ({maxSize})};
}
