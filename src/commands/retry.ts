import type {JobRecord} from '../jobs/job.ts';
import {type RetryAction, retrySettings} from '../jobs/retry.ts';
import type {RenderSettings} from '../nst/protocol.ts';
import {emojis} from './actions.ts';
import type {Conversation} from './conversation.ts';
import {runJob} from './run-job.ts';
import type {Services} from './services.ts';
import {type Words, wordsFor} from './words/words.ts';

/** Paints a job again with other settings, as a job of whoever asked, in a message of its own. */
export async function retryJob(
  services: Services,
  {job, action, owner}: {job: JobRecord; action: RetryAction; owner: string},
  {place}: Pick<Conversation, 'place'>,
): Promise<void> {
  const retried = retrySettings(action, job.settings, Math.random);
  const settings = {...retried, size: Math.min(retried.size, services.config.maxSize)};
  const {content, styles: paintings} = await services.store.readInputs(job.id);
  const inputs = {content, styles: paintings};
  const {styles, spoiler} = job;
  const words = wordsFor(place.locale);
  const changes = changesOf(action, job.settings, settings, words);
  const note = `${emojis[action]} ${words.job.retryFor(changes, `<@${owner}>`)}`;
  await runJob(services, {owner, settings, styles, spoiler, inputs, parentId: job.id, note}, {place});
}

function changesOf(
  action: RetryAction,
  before: RenderSettings,
  after: RenderSettings,
  {job: {changes}}: Words,
): string[] {
  const changed: Record<RetryAction, () => string> = {
    again: () => changes.again(after.seed),
    more: () => changes.more(before.strength, after.strength),
    less: () => changes.less(before.strength, after.strength),
  };
  /** The operator may have lowered the largest size since. */
  const smaller = after.size < before.size ? [changes.smaller(before.size, after.size)] : [];
  return [changed[action](), ...smaller];
}
