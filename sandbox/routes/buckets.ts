/** Windows observed on Discord. Bots must read them from the headers and never rely on these figures. */
import type {BucketRule} from '../rest/route.ts';

const perChannel = ['channel_id'];

export const createMessageBucket: BucketRule = {name: 'create', limit: 5, windowMs: 5000, per: perChannel};
export const editMessageBucket: BucketRule = {name: 'edit', limit: 5, windowMs: 5000, per: perChannel};
export const deleteMessageBucket: BucketRule = {name: 'delete', limit: 5, windowMs: 1000, per: perChannel};
export const readMessagesBucket: BucketRule = {name: 'read', limit: 5, windowMs: 5000, per: perChannel};
export const reactionBucket: BucketRule = {name: 'react', limit: 1, windowMs: 250, per: perChannel};
/** Everything that goes through one interaction's token shares a window. */
export const webhookBucket: BucketRule = {name: 'webhook', limit: 5, windowMs: 2000, per: ['webhook_token']};
/** Creating, changing and deleting commands count separately; reading them is free. */
export function commandsBucket(action: string): BucketRule {
  return {name: `commands ${action}`, limit: 5, windowMs: 20_000, per: ['guild_id']};
}
