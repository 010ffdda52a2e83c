import {
  ApplicationCommandType,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type StringSelectMenuInteraction,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {TakeIn} from '../attachments/intake.ts';
import type {IdHandler, MessageCommand} from '../command.ts';
import {everywhere} from '../everywhere.ts';
import {deferReply} from '../messages/conversation.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import type {Services} from '../services.ts';
import {orderPicture} from '../stylize/picture-order.ts';
import {findPreset, toChoice} from '../stylize/style-choice.ts';
import {nothingGiven, toSettings} from '../stylize/stylize-settings.ts';
import {localizedName} from '../words/localized.ts';
import {languageOf} from '../words/words.ts';
import {imagesOf} from './message-images.ts';
import {pickerMessage} from './picker-message.ts';
import {type PickerState, pickerPrefix, readPicker} from './picker-state.ts';

export const stylizeMessageDefinition: MessageCommand['definition'] = {
  type: ApplicationCommandType.Message,
  ...localizedName(({commands}) => commands.stylizeMessage.name),
  ...everywhere,
};

/**
 * **Stylize this image** in the menu of a message: opens a private picker of presets. The chosen one is painted in a
 * message that everybody sees. The picker stays, so that people can try several paintings.
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
    await interaction.deferReply({flags: MessageFlags.Ephemeral});
    const images = imagesOf(interaction.targetMessage);
    if (images.length === 0) {
      throw new AppError('BAD_IMAGE', 'expected a message with a picture, received one without', {
        detail: {reason: 'noImage'},
      });
    }
    await show(interaction, {images, chosen: 0, page: 0});
  }

  async function update(interaction: MessageComponentInteraction, state: PickerState): Promise<void> {
    await interaction.deferUpdate();
    await show(interaction, state);
  }

  async function paint(
    interaction: StringSelectMenuInteraction,
    {images, chosen}: PickerState,
  ): Promise<void> {
    const conversation = await deferReply(services.rest, interaction);
    const photo = images[chosen];
    if (!photo) throw new AppError('UNKNOWN_JOB', 'the picker has lost its picture');
    const presets = await services.styles.catalogueOf(interaction.guildId ?? undefined);
    const preset = findPreset(presets, interaction.values[0] ?? '');
    const style = toChoice(preset, languageOf(interaction.locale));
    const order = {
      owner: interaction.user.id,
      photo,
      styles: [{...style, weight: 1}],
      presets,
      settings: toSettings(
        {...services.config, ...services.guildSettings.of(interaction.guildId ?? undefined)},
        nothingGiven,
        Math.random,
        style.defaults,
      ),
    };
    await orderPicture(services, takeIn, order, conversation);
  }

  return {
    command: {definition: stylizeMessageDefinition, execute: open},
    handler: {
      prefix: pickerPrefix,
      async handle(interaction) {
        if (!interaction.isMessageComponent()) return;
        const read = readPicker(interaction.customId, interaction.message.embeds);
        if (!read) throw new AppError('UNKNOWN_JOB', `no picker for ${interaction.customId}`);
        const {use, state} = read;
        if (!interaction.isStringSelectMenu()) return update(interaction, state);
        if (use === 'image') return update(interaction, {...state, chosen: Number(interaction.values[0])});
        return paint(interaction, state);
      },
    },
  };
}
