import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  InteractionEditReplyOptions,
} from 'discord.js';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import {pager} from '../messages/view/pager.ts';
import {cut, menu, styleMenu} from '../presets/style-menu.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import {type Words, wordsFor} from '../words/words.ts';
import {type PickerState, pickerEmbeds, pickerId} from './picker-state.ts';

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The picker's message: the picture to repaint, the presets with thumbnails, and a menu of them. */
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
    styleMenu(page, pickerId('style', shown), locale),
    ...pager(page, (index) => pickerId('page', {...shown, page: index}), words),
  ];
  return {
    content: `**${words.pages.picker.title}**`,
    embeds: pickerEmbeds(state.images),
    components,
    files: [await gallery.sheet(catalogue, page, locale)],
  };
}

function imageMenu(state: PickerState, {pages: {picker}}: Words): Row {
  const options = state.images.map(({name}, index) => ({
    label: cut(picker.image(index + 1, name)),
    value: String(index),
    default: index === state.chosen,
  }));
  return menu(pickerId('image', state), picker.chooseImage, options);
}
