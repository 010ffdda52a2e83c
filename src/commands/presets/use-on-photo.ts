import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type ModalSubmitInteraction,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {StylePreset} from '../../styles/style-catalogue.ts';
import {titleOf} from '../messages/view/preset.ts';
import type {GivenOrder} from '../stylize/given-order.ts';
import {nothingGiven} from '../stylize/stylize-settings.ts';
import type {TakeOrder} from '../stylize/take-order.ts';
import {languageOf, wordsFor} from '../words/words.ts';

/** Discord's limit for an option's text. */
const maxLabelLength = 100;
const [photoField, styleField] = ['photo', 'style'];

/** A form that takes a photo and one of these paintings. */
export function photoForm(
  customId: string,
  presets: readonly StylePreset[],
  locale: string,
): APIModalInteractionResponseCallbackData {
  const {form} = wordsFor(locale).pages.styles;
  const language = languageOf(locale);
  const options = presets.map((preset, index) => ({
    label: titleOf(preset, language).slice(0, maxLabelLength),
    value: preset.id,
    default: index === 0,
  }));
  return {
    custom_id: customId,
    title: form.title,
    components: [
      {
        type: ComponentType.Label,
        label: form.photo,
        component: {type: ComponentType.FileUpload, custom_id: photoField, required: true},
      },
      {
        type: ComponentType.Label,
        label: form.style,
        component: {type: ComponentType.StringSelect, custom_id: styleField, options, required: true},
      },
    ],
  };
}

/** Paints what the form asks for. @throws AppError */
export async function paintFromForm(
  takeOrder: TakeOrder,
  interaction: ModalSubmitInteraction,
): Promise<void> {
  const photo = interaction.fields.getUploadedFiles(photoField)?.first();
  if (!photo) {
    throw new AppError('BAD_IMAGE', 'expected a form with a photo, received one without', {
      detail: {reason: 'noImage'},
    });
  }
  const [name = null] = interaction.fields.getStringSelectValues(styleField);
  const given: GivenOrder = {
    names: [name, null, null],
    blend: null,
    settings: nothingGiven,
    isPrivate: false,
  };
  await takeOrder(interaction, {given, photo, own: null});
}
