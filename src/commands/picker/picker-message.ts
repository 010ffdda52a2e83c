import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APISelectMenuOption,
  ComponentType,
  type InteractionEditReplyOptions,
} from 'discord.js';
import type {StyleCatalogue} from '../../nst/styles.ts';
import type {Gallery, GalleryPage} from '../gallery/gallery.ts';
import {pager} from '../view/pager.ts';
import {originOf, titleOf} from '../view/preset.ts';
import {languageOf, type Words, wordsFor} from '../words/words.ts';
import {type PickerState, pickerEmbeds, pickerId} from './picker-state.ts';

/** Discord's limits: options of a menu, and the length of their texts. */
export const maxOptions = 25;
const maxLabelLength = 100;

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The picker as its message shows it: the picture to repaint, the presets with thumbnails, and a menu of them. */
export async function pickerMessage(
  gallery: Gallery,
  catalogue: StyleCatalogue,
  state: PickerState,
  locale: string,
): Promise<InteractionEditReplyOptions> {
  const words = wordsFor(locale);
  const page = gallery.page(catalogue, state.page);
  const shown = {...state, page: page.index};
  const components: Row[] = [
    ...(state.images.length > 1 ? [imageMenu(shown, words)] : []),
    styleMenu(page, shown, locale),
    ...pager(page, (index) => pickerId('page', {...shown, page: index}), words),
  ];
  return {
    content: `**${words.pages.picker.title}**`,
    embeds: pickerEmbeds(state.images),
    components,
    files: [await gallery.sheet(catalogue, page, locale)],
  };
}

function styleMenu({presets, firstNumber}: GalleryPage, state: PickerState, locale: string): Row {
  const options = presets.map((preset, index) => {
    const origin = originOf(preset);
    return {
      label: cut(`${firstNumber + index}. ${titleOf(preset, languageOf(locale))}`),
      value: preset.id,
      ...(origin && {description: cut(origin)}),
    };
  });
  return menu(pickerId('style', state), wordsFor(locale).pages.picker.choose, options);
}

function imageMenu(state: PickerState, {pages: {picker}}: Words): Row {
  const options = state.images.map(({name}, index) => ({
    label: cut(picker.image(index + 1, name)),
    value: String(index),
    default: index === state.chosen,
  }));
  return menu(pickerId('image', state), picker.chooseImage, options);
}

function menu(customId: string, placeholder: string, options: APISelectMenuOption[]): Row {
  return {
    type: ComponentType.ActionRow,
    components: [{type: ComponentType.StringSelect, custom_id: customId, placeholder, options}],
  };
}

function cut(text: string): string {
  return text.slice(0, maxLabelLength);
}
