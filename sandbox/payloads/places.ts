/** Guilds and channels as the API shows them. */
import {
  type APIDMChannel,
  type APIGroupDMChannel,
  type APIGuild,
  type APIPartialInteractionGuild,
  type APITextChannel,
  type ChannelFlags,
  ChannelType,
  GuildDefaultMessageNotifications,
  GuildExplicitContentFilter,
  GuildMFALevel,
  GuildNSFWLevel,
  GuildPremiumTier,
  GuildSystemChannelFlags,
  GuildVerificationLevel,
  Locale,
  OverwriteType,
} from 'discord-api-types/v10';
import type {
  ChannelRecord,
  DmChannelRecord,
  GroupChannelRecord,
  GuildChannelRecord,
  GuildRecord,
} from '../state/model.ts';
import {rolePayload, userPayload} from './people.ts';

export function channelPayload(channel: ChannelRecord): APITextChannel | APIDMChannel | APIGroupDMChannel {
  switch (channel.kind) {
    case 'dm':
      return dmChannelPayload(channel);
    case 'group':
      return groupChannelPayload(channel);
    case 'guild':
      return guildChannelPayload(channel);
  }
}

function groupChannelPayload(channel: GroupChannelRecord): APIGroupDMChannel {
  return {
    id: channel.id,
    type: ChannelType.GroupDM,
    name: channel.name,
    icon: null,
    flags: 0 as ChannelFlags,
    last_message_id: lastMessageId(channel),
    recipients: channel.users.map(userPayload),
    ...(channel.users[0] && {owner_id: channel.users[0].id}),
  };
}

export function dmChannelPayload(channel: DmChannelRecord): APIDMChannel {
  return {
    id: channel.id,
    type: ChannelType.DM,
    name: null,
    flags: 0 as ChannelFlags,
    last_message_id: lastMessageId(channel),
    recipients: [userPayload(channel.user)],
  };
}

export function guildChannelPayload(channel: GuildChannelRecord): APITextChannel & {guild_id: string} {
  return {
    id: channel.id,
    type: ChannelType.GuildText,
    guild_id: channel.guild.id,
    name: channel.name,
    topic: null,
    nsfw: false,
    flags: 0 as ChannelFlags,
    parent_id: null,
    position: channel.position,
    rate_limit_per_user: 0,
    last_message_id: lastMessageId(channel),
    permission_overwrites: [...channel.overwrites.values()].map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.kind === 'role' ? OverwriteType.Role : OverwriteType.Member,
      allow: String(overwrite.allow),
      deny: String(overwrite.deny),
    })),
  };
}

/** Most fields are off or empty; they exist because clients and schemas expect them. */
export function guildPayload(guild: GuildRecord): APIGuild & {nsfw: boolean; home_header: null} {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    preferred_locale: Locale.EnglishUS,
    roles: [...guild.roles.values()].map(rolePayload),
    premium_tier: premiumTier(guild),
    premium_subscription_count: 0,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    features: [],
    emojis: [],
    stickers: [],
    application_id: null,
    region: 'local',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: GuildSystemChannelFlags.SuppressJoinNotifications,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: GuildVerificationLevel.None,
    default_message_notifications: GuildDefaultMessageNotifications.OnlyMentions,
    mfa_level: GuildMFALevel.None,
    explicit_content_filter: GuildExplicitContentFilter.Disabled,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: GuildNSFWLevel.Default,
    incidents_data: null,
    hub_type: null,
  };
}

export function partialGuildPayload(guild: GuildRecord): APIPartialInteractionGuild {
  return {id: guild.id, locale: Locale.EnglishUS, features: []};
}

/** The boost tier that has the guild's upload limit. */
function premiumTier(guild: GuildRecord): GuildPremiumTier {
  const mebibytes = guild.attachmentSizeLimit / 1024 / 1024;
  if (mebibytes >= 100) return GuildPremiumTier.Tier3;
  return mebibytes >= 50 ? GuildPremiumTier.Tier2 : GuildPremiumTier.None;
}

function lastMessageId(channel: ChannelRecord): string | null {
  return [...channel.messages.keys()].at(-1) ?? null;
}
