import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import {requireControl} from '../../access/permission.ts';
import type {IdHandler} from '../../command.ts';
import {type Conversation, conversationOf} from '../../messages/conversation.ts';
import {spoilerName} from '../../messages/view/spoiler.ts';
import {styleTitles} from '../../messages/view/style-titles.ts';
import type {Services} from '../../services.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';
import {linkTo} from '../message-link.ts';
import {requirePicture} from '../stored-job.ts';

const prefix = 'timelapse:v1:';
/** Discord's limit for a picture's alt text. */
const maxAltLength = 1024;

/** Checks that a time-lapse can be made now, for this person. @throws AppError */
export async function requireTimeLapse(
  {store, timeLapse}: Pick<Services, 'store' | 'timeLapse'>,
  {job, owner}: {job: JobRecord; owner: string},
): Promise<void> {
  timeLapse.requirePlace(owner);
  await requirePicture(store, job);
  await requireFrames(store, job);
}

/**
 * 🎞️: posts an animation of the painting's frames and the finished picture in a new message. The photo is not shown,
 * because other people may never have seen it.
 */
export async function postTimeLapse(
  {store, timeLapse}: Pick<Services, 'store' | 'timeLapse'>,
  {job, owner}: {job: JobRecord; owner: string},
  {place, target}: Conversation,
): Promise<void> {
  const {uploadLimitBytes: maxBytes, replyTo} = place.reply;
  const data = await timeLapse.make(owner, async () => {
    const picture = await requirePicture(store, job);
    return {frames: await requireFrames(store, job), picture, maxBytes};
  });
  const words = wordsFor(place.locale);
  const titles = styleTitles(job.styles, words);
  const name = `atelier-${job.id.slice(0, 8)}-timelapse.webp`;
  await target.edit({
    content: [
      `🎨 **${titles.join(' + ')}**`,
      `${emojis.timelapse} ${words.job.timeLapse(replyTo === undefined ? linkTo(job) : undefined)} · ${words.job.for(`<@${owner}>`)}`,
    ].join('\n'),
    components: [removal(job.id, owner, words)],
    file: {
      name: job.spoiler ? spoilerName(name) : name,
      data,
      contentType: 'image/webp',
      description: words.job.altTimeLapse(titles).slice(0, maxAltLength),
    },
  });
}

/** The button that removes a time-lapse. Those who asked for it or for the picture may press it, and moderators. */
export function timeLapseHandler({store, rest}: Pick<Services, 'store' | 'rest'>): IdHandler {
  return {
    prefix,
    openToAll: true,
    async handle(interaction) {
      const [, asker, jobId] = /^timelapse:v1:(\d+):([\w-]+)$/.exec(interaction.customId) ?? [];
      if (!interaction.isButton() || asker === undefined || jobId === undefined)
        throw new AppError('UNKNOWN_JOB', `no time-lapse for ${interaction.customId}`);
      const {user, memberPermissions: permissions} = interaction;
      const owner = store.get(jobId)?.owner ?? asker;
      requireControl({owner: user.id === asker ? asker : owner}, {id: user.id, permissions});
      await interaction.deferUpdate();
      await conversationOf(rest, interaction).target.remove();
    },
  };
}

async function requireFrames(
  store: Pick<Services['store'], 'readFrames'>,
  {id}: JobRecord,
): Promise<Uint8Array[]> {
  const frames = await store.readFrames(id);
  if (frames.length === 0) {
    throw new AppError('BAD_OPTION', `expected frames of job ${id}, found none`, {
      detail: {reason: 'noFrames'},
    });
  }
  return frames;
}

function removal(
  jobId: string,
  asker: string,
  {buttons}: Words,
): APIActionRowComponent<APIButtonComponentWithCustomId> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Danger,
        custom_id: `${prefix}${asker}:${jobId}`,
        label: buttons.delete,
        emoji: {name: emojis.delete},
      },
    ],
  };
}
