/** The first response to an interaction: what each callback type does and when it is allowed. */
import {
  type APIInteractionResponse,
  type APIInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
} from 'discord-api-types/v10';
import {requireActive} from '../permissions.ts';
import type {Upload} from '../rest/body.ts';
import {composeEdit, composeNew, type MessageBody} from '../rest/compose.ts';
import {invalidForm} from '../rest/discord-error.ts';
import type {Services} from '../services.ts';
import {answerTypes, editOptions, type NewAnswer, newMessageOptions} from './answers.ts';
import type {InteractionRecord} from './record.ts';

export async function acknowledge(
  services: Services,
  interaction: InteractionRecord,
  response: APIInteractionResponse,
  uploads: readonly Upload[],
): Promise<void> {
  requireAllowed(interaction, response.type);
  if (response.type !== InteractionResponseType.ApplicationCommandAutocompleteResult)
    requireActive(interaction.channel, services.world.bot);
  const {interactions} = services;
  switch (response.type) {
    case InteractionResponseType.ChannelMessageWithSource:
      await answerWithMessage(services, interaction, response.data, uploads);
      return;
    case InteractionResponseType.DeferredChannelMessageWithSource: {
      const ephemeral = ((response.data?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
      const loading = createAnswer(services, interaction, {
        ephemeral,
        content: {flags: MessageFlags.Loading},
      });
      interactions.update(interaction, {state: 'deferred', original: loading});
      return;
    }
    case InteractionResponseType.DeferredMessageUpdate:
      interactions.update(interaction, {state: 'deferredUpdate', original: interaction.source});
      return;
    case InteractionResponseType.UpdateMessage:
      await updateSource(services, interaction, response.data ?? {}, uploads);
      return;
    case InteractionResponseType.ApplicationCommandAutocompleteResult:
      interactions.update(interaction, {state: 'answered', choices: response.data.choices ?? []});
      return;
    case InteractionResponseType.Modal:
      interactions.update(interaction, {state: 'answered', modal: response.data});
      return;
    default:
      throw wrongType(response.type);
  }
}

/** Creates the message in the channel. Every answer to an interaction is made here. */
export function createAnswer(services: Services, interaction: InteractionRecord, answer: NewAnswer) {
  return services.messages.create(newMessageOptions(services, interaction, answer));
}

async function answerWithMessage(
  services: Services,
  interaction: InteractionRecord,
  data: APIInteractionResponseCallbackData,
  uploads: readonly Upload[],
): Promise<void> {
  const ephemeral = ((data.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const body: MessageBody = data;
  const content = await composeNew(services, body, editOptions(services, interaction, uploads, ephemeral));
  // Storing files took a moment: check again that it is not too late and that nothing else has answered.
  services.interactions.forCallback(interaction.id, interaction.token);
  const original = createAnswer(services, interaction, {ephemeral, content});
  services.interactions.update(interaction, {state: 'answered', original});
}

async function updateSource(
  services: Services,
  interaction: InteractionRecord,
  body: MessageBody,
  uploads: readonly Upload[],
): Promise<void> {
  const {source} = interaction;
  if (!source) throw wrongType(InteractionResponseType.UpdateMessage);
  const options = editOptions(services, interaction, uploads, source.visibleTo !== undefined);
  const change = await composeEdit(services, source, body, options);
  services.interactions.forCallback(interaction.id, interaction.token);
  services.interactions.update(interaction, {state: 'answered', original: source});
  services.messages.edit(source, change);
}

function requireAllowed(interaction: InteractionRecord, type: InteractionResponseType): void {
  const updates: InteractionResponseType[] = [
    InteractionResponseType.DeferredMessageUpdate,
    InteractionResponseType.UpdateMessage,
  ];
  const fits = answerTypes[interaction.type]?.includes(type) ?? false;
  if (!fits || (updates.includes(type) && !interaction.source)) throw wrongType(type);
}

function wrongType(type: number) {
  const message = `Callback type ${type} is not allowed for this interaction.`;
  return invalidForm(['type'], 'BASE_TYPE_CHOICES', message);
}
