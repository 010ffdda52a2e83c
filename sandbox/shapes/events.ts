/**
 * Events about the places the bot is in, as Discord sends them during outages and when somebody uses what the bot does
 * not know. Source: “Gateway Events” in Discord's documentation.
 */
import {guildCreate} from '../gateway/guild-create.ts';
import {userPayload} from '../payloads/people.ts';
import {dmChannelPayload} from '../payloads/places.ts';
import type {GuildRecord} from '../state/model.ts';
import type {World} from '../state/world.ts';
import {without} from './without.ts';

export interface OddEvent {
  /** For people. */
  what: string;
  name: string;
  data: unknown;
}

type Json = Record<string, unknown>;

/** In an order in which Discord could send them; at the end the guild is there. */
export function oddEvents(world: World, guild: GuildRecord): OddEvent[] {
  const plain = guildCreate(guild, world.bot) as unknown as Json;
  const [channel] = plain.channels as Json[];
  const users = [...world.users.values()].filter(({bot}) => !bot);
  const [user] = users.map(userPayload);
  const guild_id = guild.id;
  const id = '1020000000000000010';
  const thread = {id, type: 11, guild_id, parent_id: channel?.id, name: 'x'};
  const event = (what: string, name: string, data: unknown): OddEvent => ({what, name, data});
  return [
    event('the guild is out of order', 'GUILD_DELETE', {id: guild_id, unavailable: true}),
    event('the guild is back, with null threads', 'GUILD_CREATE', {...plain, threads: null}),
    event('the guild is out of order again', 'GUILD_DELETE', {id: guild_id, unavailable: true}),
    event(
      'the guild is back, without features',
      'GUILD_CREATE',
      without(
        plain,
        'features',
        'threads',
        'emojis',
        'stickers',
        'presences',
        'voice_states',
        'stage_instances',
        'guild_scheduled_events',
        'soundboard_sounds',
        'preferred_locale',
        'system_channel_flags',
      ),
    ),
    event('a guild that is still out of order', 'GUILD_CREATE', {id, unavailable: true}),
    event(
      'the guild changes, without features',
      'GUILD_UPDATE',
      without(
        plain,
        'features',
        'channels',
        'threads',
        'members',
        'voice_states',
        'presences',
        'stage_instances',
      ),
    ),
    event('the guild is whole', 'GUILD_CREATE', plain),
    event('a channel of an unknown type', 'CHANNEL_CREATE', {id, type: 99, guild_id, name: 'x'}),
    event('it changes', 'CHANNEL_UPDATE', {id, type: 99, guild_id, name: 'y'}),
    event('it is deleted', 'CHANNEL_DELETE', {id, type: 99, guild_id, name: 'y'}),
    event(
      'direct messages with a recipient',
      'CHANNEL_CREATE',
      user && {
        ...dmChannelPayload({kind: 'dm', id, user: users[0]!, messages: new Map()}),
        recipients: [user],
      },
    ),
    event('a group chat with recipients', 'CHANNEL_CREATE', {
      id: '1020000000000000011',
      type: 3,
      name: null,
      icon: null,
      owner_id: user?.id,
      recipients: users.map(userPayload),
      last_message_id: null,
    }),
    event('a thread without metadata', 'THREAD_CREATE', thread),
    event('a thread of an unknown type', 'THREAD_UPDATE', {...thread, type: 97}),
    event('the threads of a guild, none of them', 'THREAD_LIST_SYNC', {guild_id, threads: [], members: []}),
    event('somebody votes', 'MESSAGE_POLL_VOTE_ADD', {
      user_id: user?.id,
      channel_id: channel?.id,
      message_id: id,
      guild_id,
      answer_id: 1,
    }),
    event('somebody buys', 'ENTITLEMENT_CREATE', {
      id,
      sku_id: id,
      application_id: world.applicationId,
      user_id: user?.id,
      type: 8,
      deleted: false,
      starts_at: null,
      ends_at: null,
    }),
    event('something that nobody knows yet', 'WORMHOLE_OPEN', {id, guild_id, to: null}),
  ];
}
