import type {JobInputs, JobRecord, JobStyle} from '../../../jobs/job.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import {runJob} from '../../lifecycle/accept-job.ts';
import type {Conversation} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {emojis, type PictureAction} from '../actions.ts';
import {linkTo} from '../message-link.ts';

/** How a picture is to be painted again. */
export interface Repainting {
  job: JobRecord;
  action: PictureAction;
  /** Who asks, and pays for it. */
  owner: string;
  settings: RenderSettings;
  /** For people, in the language of the place. */
  changes: readonly string[];
  /** In place of the job's own. */
  styles?: readonly JobStyle[];
  /** Encoded, in the order of `styles`, where they are other paintings than the job's. */
  paintings?: readonly Uint8Array[];
  /** A picture to go on from. */
  start?: Uint8Array;
}

/** Paints the photo of a job anew, as a job of whoever asked, in a message of its own that says what it changes. */
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
  // A message that answers another shows that one anyway.
  const link = place.reply.replyTo === undefined ? linkTo(job) : undefined;
  const note = [
    `${emojis[action]} ${words.retryFor([...changes, ...smaller], `<@${owner}>`)}`,
    ...(link === undefined ? [] : [words.retryOf(link)]),
  ].join(', ');
  const {spoiler, id: parentId} = job;
  await runJob(services, {owner, settings, styles, spoiler, inputs, parentId, note}, {place});
}
