import type {JobRecord} from '../../../jobs/job.ts';
import {jitterShares, type RetryAction, retrySettings} from '../../../jobs/retry-settings.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import type {Conversation} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import {requirePicture} from '../stored-job.ts';
import {repaint} from './repaint.ts';

/** Paints a job again, larger or with other weights, as a new job of the person who asked, in a new message. */
export async function retryJob(
  services: Services,
  {job, action, owner}: {job: JobRecord; action: RetryAction; owner: string},
  conversation: Pick<Conversation, 'place'>,
): Promise<void> {
  const {place} = conversation;
  const {maxSize} = services.guildSettings.of(place.guildId);
  const settings = retrySettings(action, job.settings, {random: Math.random, maxSize});
  const styles = action === 'again' ? jitterShares(job.styles, Math.random) : job.styles;
  const start = action === 'larger' ? await requirePicture(services.store, job) : undefined;
  const changes = [changeOf(action, job.settings, settings, wordsFor(place.locale))];
  await repaint(
    services,
    {job, action, owner, settings, styles, changes, ...(start && {start})},
    conversation,
  );
}

function changeOf(
  action: RetryAction,
  before: RenderSettings,
  after: RenderSettings,
  {job: {changes}}: Words,
): string {
  switch (action) {
    case 'again':
      return changes.again(after.seed);
    case 'more':
      return changes.more(before.strength, after.strength);
    case 'less':
      return changes.less(before.strength, after.strength);
    case 'larger':
      return changes.larger(before.size, after.size);
  }
}
