import type {JobRecord} from '../../../jobs/job.ts';
import {jitterShares, type RetryAction, retrySettings} from '../../../jobs/retry-settings.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import type {Services} from '../../services.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import {requirePicture} from '../stored-job.ts';
import {type Asking, type Paint, prepareRepaint, type Repainting} from './repaint.ts';
import {changesBetween} from './tweak-form.ts';

/** Prepares to paint a job again, larger or with other weights. @throws AppError like `prepareRepaint` */
export async function prepareRetry(
  services: Services,
  {job, action, owner}: {job: JobRecord; action: RetryAction; owner: string},
  asking: Asking,
): Promise<Paint> {
  const {maxSize} = services.guildSettings.of(asking.guildId);
  const settings = retrySettings(action, job.settings, {random: Math.random, maxSize});
  const styles = action === 'again' ? jitterShares(job.styles, Math.random) : job.styles;
  const start = action === 'larger' ? await requirePicture(services.store, job) : undefined;
  const told = tell(action, job.settings, settings, wordsFor(asking.locale));
  const repainting = {job, action, owner, settings, styles, ...told, ...(start && {start})};
  return prepareRepaint(services, repainting, asking);
}

function tell(
  action: RetryAction,
  before: RenderSettings,
  after: RenderSettings,
  words: Words,
): Pick<Repainting, 'changes' | 'noted'> {
  const {changes} = words.job;
  switch (action) {
    case 'again':
      return {changes: [changes.again], noted: ['strength', 'styleScale']};
    case 'larger':
      return {changes: [changes.larger]};
    default:
      return {changes: changesBetween(before, after, words).changes, noted: ['strength']};
  }
}
