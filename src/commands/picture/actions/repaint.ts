import type {JobInputs, JobRecord, JobStyle} from '../../../jobs/job.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import {runJob} from '../../lifecycle/accept-job.ts';
import type {Conversation} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {emojis, type PictureAction} from '../actions.ts';
import {linkTo} from '../message-link.ts';

/** How to paint a picture again. */
export interface Repainting {
  job: JobRecord;
  action: PictureAction;
  /** Who asks for it; it counts against their limits. */
  owner: string;
  settings: RenderSettings;
  /** What is different, for people to read, in the language of the place. */
  changes: readonly string[];
  /** Used instead of the job's own styles. */
  styles?: readonly JobStyle[];
  /** Encoded images in the order of `styles`, if they differ from the job's paintings. */
  paintings?: readonly Uint8Array[];
  /** A picture to start from. */
  start?: Uint8Array;
}

/** Paints a job's photo again as a new job of the person who asked, in a new message that says what changed. */
export async function repaint(
  services: Services,
  {job, action, owner, settings: wanted, changes, styles = job.styles, paintings, start}: Repainting,
  {place}: Pick<Conversation, 'place'>,
): Promise<void> {
  const {maxSize} = services.guildSettings.of(place.guildId);
  const settings = {...wanted, size: Math.min(wanted.size, maxSize)};
  const {content, styles: own} = await services.store.readInputs(job.id);
  const inputs: JobInputs = {content, styles: paintings ?? own, ...(start && {start})};
  const words = wordsFor(place.locale).job;
  const smaller = settings.size < wanted.size ? [words.changes.smaller(wanted.size, settings.size)] : [];
  // A reply shows the message it answers anyway.
  const link = place.reply.replyTo === undefined ? linkTo(job) : undefined;
  const note = [
    `${emojis[action]} ${words.retryFor([...changes, ...smaller], `<@${owner}>`)}`,
    ...(link === undefined ? [] : [words.retryOf(link)]),
  ].join(', ');
  const {spoiler, id: parentId} = job;
  await runJob(services, {owner, settings, styles, spoiler, inputs, parentId, note}, {place});
}
