import {messageLink} from 'discord.js';
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
import {wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';
import {linkTo} from '../message-link.ts';
import {requirePicture} from '../stored-job.ts';

/**
 * ⭐: posts the picture in the guild's gallery channel, once. Only its requester and moderators may do this, because
 * more people may see it there. Resolves with words for the person who asked, in the language of `locale`.
 */
export async function keepJob(
  services: Services,
  job: JobRecord,
  {actor, locale}: {actor: Actor; locale: string},
): Promise<string> {
  requireControl(job, actor);
  const {galleryChannelId: channelId} = services.guildSettings.of(job.guildId);
  if (channelId === undefined) {
    throw new AppError('BAD_OPTION', 'expected a guild with a gallery channel, received one without', {
      detail: {reason: 'noGallery'},
    });
  }
  const {keep} = wordsFor(locale).pages;
  if (job.kept) return keep.already(galleryLink(job, job.kept));
  const posted = await post(services, channelId, job.id, await galleryPost(services, job));
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
    components: [],
    ...(job.result && {file: donePicture(job, job.result, upload)}),
  };
}

async function post(
  {rest}: Pick<Services, 'rest'>,
  channelId: string,
  jobId: string,
  message: OutgoingMessage,
): Promise<PostedMessage> {
  try {
    // Because of the name, two presses at once post one message.
    return await new ChannelMessage(rest, {channelId, postOnceFor: `${jobId} gallery`}).edit(message);
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
