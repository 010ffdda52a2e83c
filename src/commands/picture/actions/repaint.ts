import type {JobInputs, JobRecord, JobStyle} from '../../../jobs/job.ts';
import type {RenderSettings} from '../../../nst/contract/protocol.ts';
import {requireTurn} from '../../access/credit.ts';
import {type Accepted, acceptJob} from '../../lifecycle/accept-job.ts';
import type {Conversation} from '../../messages/conversation.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {emojis, type PictureAction} from '../actions.ts';
import {linkTo} from '../message-link.ts';

/** Where somebody asks, and in what language. */
export interface Asking {
  guildId?: string | undefined;
  locale: string;
}

/** How to paint a picture again. */
export interface Repainting {
  job: JobRecord;
  action: PictureAction;
  /** Who asks for it; it counts against their limits. */
  owner: string;
  settings: RenderSettings;
  /** What is different, for people to read, in the language of the place. */
  changes: readonly string[];
  /** The settings that `changes` is about. */
  noted?: readonly (keyof RenderSettings)[];
  /** Used instead of the job's own styles. */
  styles?: readonly JobStyle[];
  /** Encoded images in the order of `styles`, if they differ from the job's paintings. */
  paintings?: readonly Uint8Array[];
  /** A picture to start from. */
  start?: Uint8Array;
}

/** Puts the picture in line; it forms in the message of this conversation. */
export type Paint = (conversation: Pick<Conversation, 'place'>) => Promise<Accepted>;

/**
 * Prepares to paint a job's photo again as a new job of the person who asked, in a new message that says what changed.
 * Whatever stands against it comes out here, while it can still be said in private.
 * @throws AppError
 */
export async function prepareRepaint(
  services: Services,
  {
    job,
    action,
    owner,
    settings: wanted,
    changes,
    noted = [],
    styles = job.styles,
    paintings,
    start,
  }: Repainting,
  {guildId, locale}: Asking,
): Promise<Paint> {
  requireTurn(services, {owner, guildId});
  const {maxSize} = services.guildSettings.of(guildId);
  const settings = {...wanted, size: Math.min(wanted.size, maxSize)};
  const {content, styles: own} = await services.store.readInputs(job.id);
  const inputs: JobInputs = {content, styles: paintings ?? own, ...(start && {start})};
  const words = wordsFor(locale).job;
  const smaller = settings.size < wanted.size ? [words.changes.smaller(wanted.size, settings.size)] : [];
  const {spoiler, id: parentId} = job;
  return async ({place}) => {
    // A reply shows the message it answers anyway.
    const link = place.reply.replyTo === undefined ? linkTo(job) : undefined;
    const note = [
      `${emojis[action]} ${[...changes, ...smaller].join(', ')}`,
      words.for(`<@${owner}>`),
      ...(link === undefined ? [] : [words.from(link)]),
    ].join(' · ');
    return acceptJob(services, {owner, settings, styles, spoiler, inputs, parentId, note, noted}, {place});
  };
}
