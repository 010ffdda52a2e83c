import type {GatewayGuildCreateDispatchData} from 'discord-api-types/v10';
import {memberPayload} from '../payloads/people.ts';
import {guildChannelPayload, guildPayload, threadPayload} from '../payloads/places.ts';
import type {GuildRecord, UserRecord} from '../state/model.ts';

/** The guild as sent after READY to a bot without the members intent: the bot is the only member listed. */
export function guildCreate(guild: GuildRecord, bot: UserRecord): GatewayGuildCreateDispatchData {
  const channels = [...guild.channels.values()];
  const own = guild.members.get(bot.id);
  return {
    ...guildPayload(guild),
    joined_at: new Date(own?.joinedAt ?? 0).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: own ? [memberPayload(own)] : [],
    channels: channels.filter(({thread}) => !thread).map(guildChannelPayload),
    threads: channels.filter(({thread}) => thread && !thread.archived && !thread.hidden).map(threadPayload),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
