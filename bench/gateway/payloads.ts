/** What Discord sends about servers and messages, of realistic size, as text that needs only ids and numbers. */

export const channelsPerGuild = 40;
const rolesPerGuild = 30;
const membersPerGuild = 50;
const emojisPerGuild = 25;

/** Ids of guild number `index`: spread over the shards by `(id >> 22) % count`. */
export const guildId = (index: number): string => String(BigInt(index + 1) << 22n);
/** Unique for each guild; `#` is replaced by the guild's number. */
const part = (kind: number, index: number) => `8${kind}#${String(index).padStart(3, '0')}`;
const filled = (template: string, guild: number) =>
  template.replaceAll('#', String(guild).padStart(5, '0')).replaceAll('GUILD', guildId(guild));

const user = (id: string, bot = false) => ({
  id,
  username: 'some_person',
  global_name: 'Some Person',
  discriminator: '0',
  avatar: 'a3f0c8e2b1d94c7f8e6a5b4c3d2e1f00',
  public_flags: 0,
  bot,
});

const member = {
  roles: [part(1, 1), part(1, 2)],
  nick: null,
  avatar: null,
  joined_at: '2021-03-04T05:06:07.000000+00:00',
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
  pending: false,
  communication_disabled_until: null,
};

const each = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({length: count}, (_, i) => make(i));

const guildTemplate = JSON.stringify({
  id: 'GUILD',
  name: 'A server of ordinary size',
  icon: 'f0c8e2b1d94c7f8e6a5b4c3d2e1f00a3',
  owner_id: part(2, 0),
  region: 'deprecated',
  afk_timeout: 300,
  verification_level: 1,
  default_message_notifications: 1,
  explicit_content_filter: 2,
  features: ['COMMUNITY', 'NEWS', 'INVITE_SPLASH'],
  mfa_level: 0,
  application_id: null,
  system_channel_flags: 0,
  premium_tier: 1,
  premium_subscription_count: 3,
  preferred_locale: 'en-US',
  nsfw_level: 0,
  joined_at: '2024-01-02T03:04:05.000000+00:00',
  large: true,
  unavailable: false,
  member_count: 5_000,
  roles: [
    {id: 'GUILD', name: '@everyone', permissions: '1071698660929', position: 0},
    ...each(rolesPerGuild, (index) => ({
      id: part(1, index),
      name: `Role number ${index}`,
      permissions: '1071698660929',
      position: index + 1,
    })),
  ].map((role) => ({
    description: null,
    color: 3_447_003,
    colors: {primary_color: 3_447_003, secondary_color: null, tertiary_color: null},
    hoist: false,
    icon: null,
    unicode_emoji: null,
    managed: false,
    mentionable: false,
    flags: 0,
    ...role,
  })),
  emojis: each(emojisPerGuild, (index) => ({
    id: part(3, index),
    name: `emoji_${index}`,
    roles: [],
    require_colons: true,
    managed: false,
    animated: false,
    available: true,
  })),
  stickers: [],
  channels: each(channelsPerGuild, (index) => ({
    id: part(4, index),
    type: index % 8 === 0 ? 4 : index % 5 === 0 ? 2 : 0,
    name: `channel-${index}`,
    position: index,
    flags: 0,
    parent_id: null,
    topic: 'What this channel is about, in one line or two.',
    last_message_id: part(5, index),
    rate_limit_per_user: 0,
    nsfw: false,
    permission_overwrites: each(4, (role) => ({
      id: part(1, role),
      type: 0,
      allow: '1024',
      deny: '2048',
    })),
  })),
  threads: [],
  members: each(membersPerGuild, (index) => ({...member, user: user(part(2, index))})),
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
});

/** The data of GUILD_CREATE. */
export const guildData = (guild: number): string => filled(guildTemplate, guild);

const messageTemplate = JSON.stringify({
  type: 0,
  tts: false,
  timestamp: '2026-11-30T12:00:00.000000+00:00',
  pinned: false,
  nonce: part(6, 0),
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  member,
  id: 'MESSAGE',
  flags: 0,
  embeds: [],
  edited_timestamp: null,
  content: '',
  components: [],
  channel_type: 0,
  channel_id: 'CHANNEL',
  author: {
    ...user(part(2, 7)),
    clan: null,
    primary_guild: null,
    avatar_decoration_data: null,
    collectibles: null,
  },
  attachments: [],
  guild_id: 'GUILD',
});
const reactionTemplate = JSON.stringify({
  user_id: part(2, 9),
  type: 0,
  message_id: 'MESSAGE',
  message_author_id: part(2, 7),
  member: {...member, user: user(part(2, 9))},
  emoji: {name: '👍', id: null},
  channel_id: 'CHANNEL',
  burst: false,
  guild_id: 'GUILD',
});
const deletionTemplate = JSON.stringify({id: 'MESSAGE', channel_id: 'CHANNEL', guild_id: 'GUILD'});

/** One event of a guild: of a hundred, 92 messages, 5 edits, 2 reactions and 1 deletion. */
export function chatter(guild: number, count: number): {name: string; data: string} {
  const kind = count % 100;
  const [name, template] =
    kind < 92
      ? ['MESSAGE_CREATE', messageTemplate]
      : kind < 97
        ? ['MESSAGE_UPDATE', messageTemplate]
        : kind < 99
          ? ['MESSAGE_REACTION_ADD', reactionTemplate]
          : ['MESSAGE_DELETE', deletionTemplate];
  const data = filled(template, guild)
    .replace('MESSAGE', String(1_300_000_000_000_000_000n + BigInt(count)))
    .replace('CHANNEL', filled(part(4, 1 + (count % 4)), guild));
  return {name, data};
}
