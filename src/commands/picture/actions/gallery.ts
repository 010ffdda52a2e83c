import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  type MessageComponentInteraction,
} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import {requireControl} from '../../access/permission.ts';
import type {IdHandler} from '../../command.ts';
import {conversationOf} from '../../messages/conversation.ts';
import type {OutgoingMessage} from '../../messages/reply/reply-target.ts';
import type {Services} from '../../services.ts';
import {type Words, wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';
import {requireJob} from '../stored-job.ts';
import {galleryPrefix, isInGallery, keepJob, requireKeepable} from './keep.ts';

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/**
 * The answer to ⭐. A private picture is published only after a second press.
 * @throws AppError if this person may not, or the server has no gallery
 */
export async function offerToKeep(
  services: Services,
  job: JobRecord,
  {actor, locale}: Parameters<typeof keepJob>[2],
): Promise<Pick<OutgoingMessage, 'content' | 'components'>> {
  const channelId = requireKeepable(services, job, actor);
  const isPublic = !job.ephemeral || (await isInGallery(services, job));
  if (isPublic) return {content: await keepJob(services, job, {actor, locale}), components: []};
  const words = wordsFor(locale);
  return {content: words.pages.keep.ask(`<#${channelId}>`), components: [posting(job.id, words)]};
}

/** Handles the button that publishes a private picture, and the one that removes a copy from the gallery. */
export function galleryHandler(services: Services): IdHandler {
  async function post(interaction: MessageComponentInteraction, jobId: string): Promise<void> {
    const job = requireJob(services.store, jobId);
    const {locale, user, memberPermissions: permissions} = interaction;
    const actor = {id: user.id, permissions};
    requireKeepable(services, job, actor);
    await interaction.deferUpdate();
    const content = await keepJob(services, job, {actor, locale});
    await interaction.editReply({content, components: []});
  }

  async function remove(interaction: MessageComponentInteraction, jobId: string): Promise<void> {
    const {store, rest} = services;
    const {user, memberPermissions: permissions, message} = interaction;
    const job = store.get(jobId);
    const [trace] = store.traces.of({messageId: message.id});
    requireControl(job ?? trace ?? requireJob(store, jobId), {id: user.id, permissions});
    await interaction.deferUpdate();
    await conversationOf(rest, interaction).target.remove();
    store.traces.drop(message.id);
    if (job?.kept?.messageId === message.id) store.update(jobId, {kept: undefined});
  }

  return {
    prefix: galleryPrefix,
    openToAll: true,
    async handle(interaction) {
      const [, use, jobId = ''] = /^gallery:v1:(post|remove):([\w-]+)$/.exec(interaction.customId) ?? [];
      if (!interaction.isButton() || use === undefined)
        throw new AppError('UNKNOWN_JOB', `no gallery button for ${interaction.customId}`);
      await (use === 'post' ? post : remove)(interaction, jobId);
    },
  };
}

function posting(jobId: string, {buttons}: Words): Row {
  return row({
    type: ComponentType.Button,
    style: ButtonStyle.Primary,
    custom_id: `${galleryPrefix}post:${jobId}`,
    label: buttons.publish,
    emoji: {name: emojis.keep},
  });
}

function row(button: APIButtonComponentWithCustomId): Row {
  return {type: ComponentType.ActionRow, components: [button]};
}
