import {setTimeout as delay} from 'node:timers/promises';
import type {ButtonInteraction} from 'discord.js';
import type {JobRecord} from '../../../jobs/job.ts';
import {storedMessage} from '../../lifecycle/stored-end.ts';
import {isUntold, tellAgain} from '../../lifecycle/tell-again.ts';
import type {Conversation, Place} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';

/** Stops a job that waits or runs; its own message then says so. If the button outlived its job, see `bringUpToDate`. */
export async function cancelJob(
  services: Services,
  {id}: Pick<JobRecord, 'id'>,
  conversation: Conversation,
  stillOffered: () => Promise<boolean>,
): Promise<void> {
  const job = services.store.get(id);
  const isOver = job !== undefined && isUntold(job);
  if (!isOver && services.active.stop(id, 'cancelled')) return;
  await bringUpToDate(services, {id}, conversation, stillOffered);
}

/**
 * Shows how a job ended whose message still has the buttons of one under way, for example because the process died
 * before the last edit. `stillOffered` tells whether the message has that button even now, because a picture that arrived
 * in the meantime must stay.
 */
export async function bringUpToDate(
  services: Services,
  {id}: Pick<JobRecord, 'id'>,
  {target, place}: Conversation,
  stillOffered: () => Promise<boolean>,
): Promise<void> {
  const job = services.store.get(id);
  if (job && isUntold(job)) await tellAgain(services, job, byNewToken(job, place));
  else if (job && (await stillOffered())) await target.edit(await storedMessage(services, job));
}

/** Whether the message has the button that was pressed even now. */
export function stillOffers(interaction: ButtonInteraction): () => Promise<boolean> {
  return async () => {
    const message = await interaction.fetchReply();
    return message.resolveComponent(interaction.customId) !== null;
  };
}

/** Cancels somebody's own job. Resolves when its message says so, or when patience is over; others' jobs go on. */
export async function cancelOwn(
  {store, active}: Pick<Services, 'store' | 'active'>,
  {owner, jobId}: {owner: string; jobId: string},
  patienceMs: number,
): Promise<void> {
  if (store.get(jobId)?.owner !== owner) return;
  await Promise.race([active.stop(jobId, 'cancelled'), delay(patienceMs, undefined, {ref: false})]);
}

/** The job's message can be edited with the token of whoever pressed its button. */
function byNewToken({reply}: JobRecord, {reply: {applicationId, token}}: Place): Pick<JobRecord, 'reply'> {
  if (!reply || applicationId === undefined || !token) return {};
  return {reply: {...reply, applicationId, token}};
}
