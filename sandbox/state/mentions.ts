import {AllowedMentionsTypes, type APIAllowedMentions} from 'discord-api-types/v10';
import type {UserRecord} from './model.ts';
import type {World} from './world.ts';

/** Users the text mentions, limited by `allowed_mentions` if it is given. */
export function mentionedUsers(
  world: World,
  text: string,
  allowed: APIAllowedMentions | null | undefined,
): UserRecord[] {
  const all = !allowed?.parse && !allowed?.users;
  const ids = new Set([...text.matchAll(/<@!?(\d+)>/g)].map((match) => match[1] ?? ''));
  return [...ids].flatMap((id) => {
    const user = world.users.get(id);
    const pings = all || allowed?.parse?.includes(AllowedMentionsTypes.User) || allowed?.users?.includes(id);
    return user && pings ? [user] : [];
  });
}
