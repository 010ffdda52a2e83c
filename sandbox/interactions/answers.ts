/** Messages that answer an interaction, first or follow-up: their kind, author, metadata and file folder. */
import {InteractionResponseType, InteractionType, MessageType} from 'discord-api-types/v10';
import {may} from '../permissions.ts';
import type {Upload} from '../rest/body.ts';
import type {FileRules} from '../rest/message-files.ts';
import type {Services} from '../services.ts';
import type {MessageContent, NewMessage} from '../state/messages.ts';
import type {InteractionRecord} from './record.ts';

export interface NewAnswer {
  ephemeral: boolean;
  content: Partial<MessageContent>;
}

const messageAnswers = [
  InteractionResponseType.ChannelMessageWithSource,
  InteractionResponseType.DeferredChannelMessageWithSource,
];
const updates = [InteractionResponseType.DeferredMessageUpdate, InteractionResponseType.UpdateMessage];

/** Callback types allowed for each interaction type. */
export const answerTypes: Partial<Record<InteractionType, InteractionResponseType[]>> = {
  [InteractionType.ApplicationCommand]: [...messageAnswers, InteractionResponseType.Modal],
  [InteractionType.MessageComponent]: [...messageAnswers, ...updates, InteractionResponseType.Modal],
  [InteractionType.ModalSubmit]: [...messageAnswers, ...updates],
  [InteractionType.ApplicationCommandAutocomplete]: [
    InteractionResponseType.ApplicationCommandAutocompleteResult,
  ],
};

export function newMessageOptions(
  {world}: Services,
  interaction: InteractionRecord,
  answer: NewAnswer,
): NewMessage {
  const original = interaction.original;
  const isFollowUp = original !== undefined;
  const repliesTo = isFollowUp ? original : interaction.source;
  return {
    ...answer.content,
    channel: interaction.channel,
    author: world.bot,
    type: isFollowUp ? MessageType.Reply : firstMessageType(interaction),
    visibleTo: answer.ephemeral || isForcedEphemeral(interaction) ? interaction.user : undefined,
    interaction: {
      applicationId: world.applicationId,
      metadata: {
        ...interaction.metadata,
        ...(isFollowUp && {original_response_message_id: original.id}),
      },
      ...(interaction.commandName && {commandName: interaction.commandName}),
    },
    reference: repliesTo && {type: 0, channel_id: repliesTo.channel.id, message_id: repliesTo.id},
  };
}

export function editOptions(
  {world}: Services,
  interaction: InteractionRecord,
  uploads: readonly Upload[],
  ephemeral: boolean,
): FileRules {
  const folder = ephemeral
    ? `ephemeral-attachments/${world.applicationId}`
    : `attachments/${interaction.channel.id}`;
  return {uploads, sizeLimit: interaction.attachmentSizeLimit, folder, ephemeral};
}

function firstMessageType(interaction: InteractionRecord): MessageType {
  if (interaction.source) return MessageType.Reply;
  const {payload} = interaction;
  const isContextMenu = payload.type === InteractionType.ApplicationCommand && 'target_id' in payload.data;
  return isContextMenu ? MessageType.ContextMenuCommand : MessageType.ChatInputCommand;
}

/** User-installed commands answer in private if the member may not use external apps here. */
function isForcedEphemeral(interaction: InteractionRecord): boolean {
  return interaction.userInstallOnly && !may(interaction.channel, interaction.user, 'UseExternalApps');
}
