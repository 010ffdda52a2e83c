/** Guilds and channels as the API shows them. */
import {
  type APIDMChannel,
  type APIGroupDMChannel,
  type APIGuild,
  type APIGuildForumChannel,
  type APIGuildStageVoiceChannel,
  type APIGuildVoiceChannel,
  type APINewsChannel,
  type APIPartialInteractionGuild,
  type APITextChannel,
  type APIThreadChannel,
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
  ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import type {
  ChannelRecord,
  DmChannelRecord,
  GroupChannelRecord,
  GuildChannelRecord,
  GuildRecord,
  ThreadType,
} from '../state/model.ts';
import {rolePayload, userPayload} from './people.ts';

export function channelPayload(
  channel: ChannelRecord,
): GuildChannelPayload | APIThreadChannel | OwnDm | APIGroupDMChannel {
  switch (channel.kind) {
    case 'dm':
      return dmChannelPayload(channel);
    case 'group':
      return groupChannelPayload(channel);
    case 'guild':
      return channel.thread ? threadPayload(channel) : guildChannelPayload(channel);
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

/** Discord's document lists no name for it. */
type OwnDm = Omit<APIDMChannel, 'name'>;

export function dmChannelPayload(channel: DmChannelRecord): OwnDm {
  return {
    id: channel.id,
    type: ChannelType.DM,
    flags: 0 as ChannelFlags,
    last_message_id: lastMessageId(channel),
    recipients: [userPayload(channel.user)],
  };
}

/** Threads have their own shape: see `threadPayload`. */
export type GuildChannelPayload = (
  | APITextChannel
  | APINewsChannel
  | APIGuildVoiceChannel
  | APIGuildStageVoiceChannel
  | APIGuildForumChannel
) & {guild_id: string};

export function guildChannelPayload(channel: GuildChannelRecord): GuildChannelPayload {
  const payload = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild.id,
    name: channel.name,
    nsfw: false,
    flags: 0 as ChannelFlags,
    parent_id: null,
    position: channel.position,
    permission_overwrites: [...channel.overwrites.values()].map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.kind === 'role' ? OverwriteType.Role : OverwriteType.Member,
      allow: String(overwrite.allow),
      deny: String(overwrite.deny),
    })),
  };
  // The compiler cannot tell which member of the union the type and its own fields make together.
  return {...payload, ...fieldsOf(channel)} as GuildChannelPayload;
}

function fieldsOf(channel: GuildChannelRecord): object {
  const text = {topic: null, rate_limit_per_user: 0, last_message_id: lastMessageId(channel)};
  switch (channel.type) {
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice: {
      const {topic: _topic, ...chat} = text;
      return {...chat, bitrate: 64_000, user_limit: 0, rtc_region: null, video_quality_mode: 1};
    }
    case ChannelType.GuildForum:
      return {
        ...text,
        available_tags: [],
        default_reaction_emoji: null,
        default_sort_order: null,
        default_forum_layout: 0,
      };
    default:
      return text;
  }
}

export function threadPayload(
  channel: GuildChannelRecord,
): APIThreadChannel & {guild_id: string; type: ThreadType} {
  const {id, name, guild, thread} = channel;
  if (!thread) throw new TypeError(`expected a thread, received channel ${id}`);
  const count = channel.messages.size;
  return {
    id,
    type: channel.type as ThreadType,
    guild_id: guild.id,
    name,
    parent_id: thread.parent.id,
    owner_id: guild.ownerId,
    flags: 0 as ChannelFlags,
    last_message_id: lastMessageId(channel),
    rate_limit_per_user: 0,
    message_count: count,
    total_message_sent: count,
    member_count: 1,
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      auto_archive_duration: ThreadAutoArchiveDuration.OneDay,
      archive_timestamp: new Date(thread.archiveChangedAt).toISOString(),
      create_timestamp: new Date(thread.createdAt).toISOString(),
    },
  } as APIThreadChannel & {guild_id: string; type: ThreadType};
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
