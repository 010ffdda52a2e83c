import type {GatewayGuildCreateDispatchData} from 'discord-api-types/v10';
import {memberPayload} from '../payloads/people.ts';
import {guildChannelPayload, guildPayload} from '../payloads/places.ts';
import type {GuildRecord, UserRecord} from '../state/model.ts';

/** The guild as sent after READY to a bot without the members intent: the bot is the only member listed. */
export function guildCreate(guild: GuildRecord, bot: UserRecord): GatewayGuildCreateDispatchData {
  const own = guild.members.get(bot.id);
  return {
    ...guildPayload(guild),
    joined_at: new Date(own?.joinedAt ?? 0).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: own ? [memberPayload(own)] : [],
    channels: [...guild.channels.values()].map(guildChannelPayload),
    threads: [],
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
