/** Users, members and roles as the API shows them. */
import type {
  APIGuildMember,
  APIRole,
  APIUser,
  GuildMemberFlags,
  RoleFlags,
  UserFlags,
} from 'discord-api-types/v10';
import type {GuildRecord, MemberRecord, RoleRecord, UserRecord} from '../state/model.ts';

export function userPayload(user: UserRecord): APIUser {
  return {
    id: user.id,
    username: user.username,
    global_name: user.bot ? null : user.globalName,
    discriminator: user.bot ? '4242' : '0',
    avatar: null,
    public_flags: 0 as UserFlags,
    flags: 0 as UserFlags,
    primary_guild: null,
    avatar_decoration_data: null,
    collectibles: null,
    ...(user.bot && {bot: true}),
  };
}

export function memberPayload(member: MemberRecord): APIGuildMember & {banner: null} {
  return {
    user: userPayload(member.user),
    nick: null,
    avatar: null,
    banner: null,
    avatar_decoration_data: null,
    collectibles: null,
    roles: [...member.roleIds],
    joined_at: new Date(member.joinedAt).toISOString(),
    premium_since: null,
    communication_disabled_until: null,
    flags: 0 as GuildMemberFlags,
    pending: false,
    mute: false,
    deaf: false,
  };
}

export function rolePayload(role: RoleRecord): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position: role.position,
    color: 0,
    colors: {primary_color: 0, secondary_color: null, tertiary_color: null},
    hoist: false,
    managed: role.botId !== undefined,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0 as RoleFlags,
    ...(role.botId && {tags: {bot_id: role.botId}}),
  };
}

/** The user's member data; undefined if they are not a member. */
export function memberOf(guild: GuildRecord | undefined, userId: string): APIGuildMember | undefined {
  const member = guild?.members.get(userId);
  return member && memberPayload(member);
}
