import {
  ApplicationCommandType,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  messageLink,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import {requireTurn} from '../access/credit.ts';
import {requireControl} from '../access/permission.ts';
import {requireAcceptable} from '../attachments/fetch-image.ts';
import type {TakeIn} from '../attachments/intake.ts';
import type {IdHandler, MessageCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {answerTo, type Conversation} from '../messages/conversation.ts';
import {replaceQuestion} from '../messages/replace-question.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import type {Services} from '../services.ts';
import {orderPicture, preparePicture} from '../stylize/picture-order.ts';
import {findPreset, toChoice} from '../stylize/style-choice.ts';
import {localizedName} from '../words/localized.ts';
import {languageOf, wordsFor} from '../words/words.ts';
import {imagesOf} from './message-images.ts';
import {pickerMessage} from './picker-message.ts';
import {type PickerState, pickerPrefix, readPicker} from './picker-state.ts';
import {orderOf} from './plain-order.ts';

export const stylizeMessageDefinition: MessageCommand['definition'] = {
  type: ApplicationCommandType.Message,
  ...localizedName(({commands}) => commands.stylizeMessage.name),
  ...everywhere,
};

/**
 * **Stylize this image** in the menu of a message: opens a private picker of presets. The chosen one is painted in a
 * message that everybody sees, in place of the picker.
 */
export function stylizeMessageCommand(
  services: Services,
  takeIn: TakeIn,
  gallery: Gallery,
): {command: MessageCommand; handler: IdHandler} {
  async function show(
    interaction: MessageContextMenuCommandInteraction | MessageComponentInteraction,
    state: PickerState,
  ): Promise<void> {
    const catalogue = await services.styles.catalogueOf(interaction.guildId ?? undefined);
    await interaction.editReply(await pickerMessage(gallery, catalogue, state, interaction.locale));
  }

  async function open(interaction: MessageContextMenuCommandInteraction): Promise<void> {
    const images = imagesOf(interaction.targetMessage);
    if (images.length === 0) {
      throw new AppError('BAD_IMAGE', 'expected a message with a picture, received one without', {
        detail: {reason: 'noImage'},
      });
    }
    const {targetId, channelId, guildId, user} = interaction;
    requireTurn(services, {owner: user.id, guildId: guildId ?? undefined});
    await interaction.deferReply({flags: MessageFlags.Ephemeral});
    // discord.js' own link lacks the server, which it does not know.
    const source =
      guildId === null ? messageLink(channelId, targetId) : messageLink(channelId, targetId, guildId);
    await show(interaction, {images, source, chosen: 0, page: 0});
  }

  async function update(interaction: MessageComponentInteraction, state: PickerState): Promise<void> {
    await interaction.deferUpdate();
    await show(interaction, state);
  }

  async function paint(
    interaction: MessageComponentInteraction,
    state: PickerState,
    presetId: string,
  ): Promise<void> {
    const {images, source, chosen} = state;
    const owner = interaction.user.id;
    const photo = images[chosen];
    if (!photo) throw new AppError('UNKNOWN_JOB', 'the picker has lost its picture');
    const presets = await services.styles.catalogueOf(interaction.guildId ?? undefined);
    const preset = findPreset(presets, presetId);
    const style = toChoice(preset, languageOf(interaction.locale));
    const words = wordsFor(interaction.locale).job;
    const note = [words.for(`<@${owner}>`), ...(source === undefined ? [] : [words.from(source)])].join(
      ' · ',
    );
    const guildId = interaction.guildId ?? undefined;
    const order = {owner, photo, presets, ...orderOf(services, style, guildId)};
    requireAcceptable(services, 'image', photo);
    requireTurn(services, {owner, guildId});
    if (state.asker !== undefined)
      return orderPicture(services, takeIn, order, await replace(interaction, state));
    await replaceQuestion(services, interaction, {}, () =>
      preparePicture(services, takeIn, {...order, note}),
    );
  }

  /** The picker that everybody sees goes, and the picture answers the photo instead. */
  async function replace(
    interaction: MessageComponentInteraction,
    {source}: PickerState,
  ): Promise<Conversation> {
    await interaction.deferUpdate();
    await interaction.deleteReply();
    const {channelId, guildId, locale} = interaction;
    const photo = {id: source?.split('/').at(-1) ?? '', channelId};
    return answerTo(services.rest, photo, {locale, ...(guildId && {guildId})});
  }

  return {
    command: {definition: stylizeMessageDefinition, execute: open},
    handler: {
      prefix: pickerPrefix,
      async handle(interaction) {
        if (!interaction.isMessageComponent()) return;
        const read = readPicker(interaction.customId, interaction.message.embeds);
        if (!read) throw new AppError('UNKNOWN_JOB', `no picker for ${interaction.customId}`);
        const {state, presetId} = read;
        const {asker = interaction.user.id} = state;
        requireControl({owner: asker}, {id: interaction.user.id, permissions: null});
        if (presetId !== undefined) return paint(interaction, state, presetId);
        if (!interaction.isStringSelectMenu()) return update(interaction, state);
        return update(interaction, {...state, chosen: Number(interaction.values[0])});
      },
    },
  };
}
