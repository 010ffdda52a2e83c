import type {BaseInteraction} from 'discord.js';
import type {Visitor} from './welcome.ts';

/** The person behind an interaction, with their roles as Discord sent them. `parentId`: the channel above the thread. */
export function visitorOf({user, member, guildId, channelId}: BaseInteraction, parentId?: string): Visitor {
  const roles = member?.roles ?? [];
  return {
    userId: user.id,
    roleIds: Array.isArray(roles) ? roles : [...roles.cache.keys()],
    guildId: guildId ?? undefined,
    channelId: channelId ?? undefined,
    parentId,
  };
}
