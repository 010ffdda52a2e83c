import type {JobRecord} from '../jobs/job.ts';
import {type RetryAction, retrySettings} from '../jobs/retry.ts';
import type {RenderSettings} from '../nst/protocol.ts';
import {emojis} from './actions.ts';
import type {Conversation} from './conversation.ts';
import {runJob} from './run-job.ts';
import type {Services} from './services.ts';

/** Paints a job again with other settings, as a job of whoever asked, in a message of its own. */
export async function retryJob(
  services: Services,
  {job, action, owner}: {job: JobRecord; action: RetryAction; owner: string},
  conversation: Conversation,
): Promise<void> {
  const retried = retrySettings(action, job.settings, Math.random);
  const settings = {...retried, size: Math.min(retried.size, services.config.maxSize)};
  const inputs = await services.store.readInputs(job.id);
  const {styleId, styleTitle} = job;
  const changes = [changed[action](job.settings, settings), ...smaller(job.settings, settings)];
  const note = `${emojis[action]} ${changes.join(', ')}, for <@${owner}>`;
  await runJob(
    services,
    {owner, settings, styleId, styleTitle, inputs, parentId: job.id, note},
    conversation,
  );
}

/** The operator may have lowered the largest size since. */
function smaller(before: RenderSettings, after: RenderSettings): string[] {
  return after.size < before.size ? [`size ${before.size} → ${after.size} (the largest allowed)`] : [];
}

const changed: Record<RetryAction, (before: RenderSettings, after: RenderSettings) => string> = {
  again: (_before, after) => `again with seed ${after.seed}`,
  more: (before, after) => `more style, strength ${before.strength} → ${after.strength}`,
  less: (before, after) => `less style, strength ${before.strength} → ${after.strength}`,
};
