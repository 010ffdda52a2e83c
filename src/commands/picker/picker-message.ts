import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APISelectMenuOption,
  ComponentType,
  type InteractionEditReplyOptions,
} from 'discord.js';
import type {Gallery, GalleryPage} from '../gallery/gallery.ts';
import {pager} from '../view/pager.ts';
import type {Words} from '../words/words.ts';
import {type PickerState, pickerEmbeds, pickerId} from './picker-state.ts';

/** Discord's limits: options of a menu, and the length of their texts. */
export const maxOptions = 25;
const maxLabelLength = 100;

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The picker as its message shows it: the picture to repaint, the presets with thumbnails, and a menu of them. */
export async function pickerMessage(
  gallery: Gallery,
  state: PickerState,
  words: Words,
): Promise<InteractionEditReplyOptions> {
  const page = gallery.page(state.page);
  const shown = {...state, page: page.index};
  const components: Row[] = [
    ...(state.images.length > 1 ? [imageMenu(shown, words)] : []),
    styleMenu(page, shown, words),
    ...pager(page, (index) => pickerId('page', {...shown, page: index}), words),
  ];
  return {
    content: `**${words.pages.picker.title}**`,
    embeds: pickerEmbeds(state.images),
    components,
    files: [await gallery.sheet(page, words)],
  };
}

function styleMenu({presets, firstNumber}: GalleryPage, state: PickerState, words: Words): Row {
  const options = presets.map(({id, title, artist, year}, index) => ({
    label: cut(`${firstNumber + index}. ${title}`),
    description: cut(`${artist}, ${year}`),
    value: id,
  }));
  return menu(pickerId('style', state), words.pages.picker.choose, options);
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
