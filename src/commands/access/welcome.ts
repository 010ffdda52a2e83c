import {AppError} from '../../errors.ts';
import type {Services} from '../services.ts';

/** Somebody who wants a picture, and the place where they ask. */
export interface Visitor {
  userId: string;
  /** Roles in the guild; empty outside guilds. */
  roleIds: readonly string[];
  guildId: string | undefined;
  channelId: string | undefined;
  /** The channel above a thread. */
  parentId?: string | undefined;
}

/**
 * Checks that this person may ask for pictures in this place: not blocked by the operator or the guild, in an allowed
 * channel, with an allowed role. Commands, menus, buttons, reactions and messages with photos all come by here.
 * @throws AppError `NOT_WELCOME`
 */
export function requireWelcome(
  {blocks, guildSettings}: Pick<Services, 'blocks' | 'guildSettings'>,
  visitor: Visitor,
): void {
  const {userId, roleIds, guildId, channelId, parentId} = visitor;
  const {channels, roles} = guildSettings.of(guildId);
  requireNotBlocked({blocks, guildSettings}, visitor);
  if (guildId !== undefined && blocks.has('guild', guildId)) {
    throw new AppError('NOT_WELCOME', `guild ${guildId} is blocked`, {detail: {reason: 'blockedGuild'}});
  }
  const places = [channelId, parentId];
  if (channels.length > 0 && !channels.some((channel) => places.includes(channel))) {
    throw new AppError('NOT_WELCOME', `channel ${channelId} is not an allowed channel`, {
      detail: {reason: 'channelNotAllowed', allowed: channels},
    });
  }
  if (roles.length > 0 && !roles.some((role) => roleIds.includes(role))) {
    throw new AppError('NOT_WELCOME', `user ${userId} has none of the allowed roles`, {
      detail: {reason: 'roleNeeded', roles},
    });
  }
}

/** @throws AppError `NOT_WELCOME` */
export function requireNotBlocked(
  {blocks, guildSettings}: Pick<Services, 'blocks' | 'guildSettings'>,
  {userId, guildId}: Pick<Visitor, 'userId' | 'guildId'>,
): void {
  const {blocked} = guildSettings.of(guildId);
  if (!blocks.has('user', userId) && !blocked.includes(userId)) return;
  throw new AppError('NOT_WELCOME', `user ${userId} is blocked`, {detail: {reason: 'blockedUser'}});
}
