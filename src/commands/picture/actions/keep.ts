import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  DiscordAPIError,
  messageLink,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import {type Actor, requireControl} from '../../access/permission.ts';
import {defaultUploadLimitBytes, fitUpload} from '../../attachments/fit-upload.ts';
import {ChannelMessage} from '../../messages/reply/channel-message.ts';
import {consequenceOf} from '../../messages/reply/consequences.ts';
import type {OutgoingMessage, PostedMessage} from '../../messages/reply/reply-target.ts';
import {donePicture} from '../../messages/view/present.ts';
import {styleTitles} from '../../messages/view/style-titles.ts';
import type {Services} from '../../services.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';
import {linkTo} from '../message-link.ts';
import {requirePicture} from '../stored-job.ts';

export const galleryPrefix = 'gallery:v1:';

/**
 * Checks that this person may put the picture into the guild's gallery: its requester and moderators may, because more
 * people may see it there. Returns the channel's id. @throws AppError
 */
export function requireKeepable(
  {guildSettings}: Pick<Services, 'guildSettings'>,
  job: JobRecord,
  actor: Actor,
): string {
  requireControl(job, actor);
  const {galleryChannelId} = guildSettings.of(job.guildId);
  if (galleryChannelId !== undefined) return galleryChannelId;
  throw new AppError('BAD_OPTION', 'expected a guild with a gallery channel, received one without', {
    detail: {reason: 'noGallery'},
  });
}

/** False if somebody has deleted the copy, or its channel, by hand. */
export async function isInGallery(
  {rest}: Pick<Services, 'rest'>,
  {kept}: Pick<JobRecord, 'kept'>,
): Promise<boolean> {
  if (!kept) return false;
  try {
    await rest.get(Routes.channelMessage(kept.channelId, kept.messageId));
    return true;
  } catch (error) {
    // Any other trouble says nothing about the message.
    const gone: readonly unknown[] = [RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel];
    return !(error instanceof DiscordAPIError && gone.includes(error.code));
  }
}

/** ⭐: posts the picture in the gallery, unless it is there. Resolves with words for whoever asked, in the language of `locale`. */
export async function keepJob(
  services: Services,
  job: JobRecord,
  {actor, locale}: {actor: Actor; locale: string},
): Promise<string> {
  const channelId = requireKeepable(services, job, actor);
  const {keep} = wordsFor(locale).pages;
  if (job.kept && (await isInGallery(services, job))) return keep.already(galleryLink(job, job.kept));
  // Because of the name, two presses at once post one message. A new copy has another name than the one that is gone.
  const postOnceFor = [job.id, 'gallery', ...(job.kept ? [job.kept.messageId] : [])].join(' ');
  const posted = await post(services, {channelId, postOnceFor}, await galleryPost(services, job));
  const kept = {channelId, messageId: posted.id};
  services.store.update(job.id, {kept});
  services.log.info({jobId: job.id, channelId}, 'picture kept in the gallery');
  return keep.kept(galleryLink(job, kept));
}

/** Removes the picture from the gallery, if it was kept; logs a failure. */
export async function takeFromGallery(
  {rest, log}: Pick<Services, 'rest' | 'log'>,
  {id, kept}: Pick<JobRecord, 'id' | 'kept'>,
): Promise<void> {
  if (!kept) return;
  try {
    await new ChannelMessage(rest, kept).remove();
  } catch (err) {
    log.warn({err, jobId: id}, 'could not remove a picture from the gallery');
  }
}

async function galleryPost({store}: Services, job: JobRecord): Promise<OutgoingMessage> {
  const upload = await fitUpload(await requirePicture(store, job), defaultUploadLimitBytes);
  const words = wordsFor(job.locale);
  const credit = words.pages.keep.credit(styleTitles(job.styles, words).join(' + '), `<@${job.owner}>`);
  const link = linkTo(job);
  return {
    content: [`${emojis.keep} ${credit}`, ...(link === undefined ? [] : [link])].join('\n'),
    components: [removal(job.id, words)],
    ...(job.result && {file: donePicture(job, job.result, upload)}),
  };
}

async function post(
  {rest}: Pick<Services, 'rest'>,
  {channelId, postOnceFor}: {channelId: string; postOnceFor: string},
  message: OutgoingMessage,
): Promise<PostedMessage> {
  try {
    return await new ChannelMessage(rest, {channelId, postOnceFor}).edit(message);
  } catch (cause) {
    if (consequenceOf(cause) !== 'elsewhere') throw cause;
    throw new AppError('BAD_OPTION', `the bot may not post in the gallery ${channelId}`, {
      cause,
      detail: {reason: 'galleryClosed', channelId},
    });
  }
}

function galleryLink(
  {guildId}: Pick<JobRecord, 'guildId'>,
  {channelId, messageId}: NonNullable<JobRecord['kept']>,
): string {
  return guildId === undefined
    ? messageLink(channelId, messageId)
    : messageLink(channelId, messageId, guildId);
}

/** The button that removes the copy, and only that. */
function removal(jobId: string, {buttons}: Words): APIActionRowComponent<APIButtonComponentWithCustomId> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Danger,
        custom_id: `${galleryPrefix}remove:${jobId}`,
        label: buttons.delete,
        emoji: {name: emojis.delete},
      },
    ],
  };
}
