import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APIEmbed,
  ComponentType,
} from 'discord.js';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import {type StylePicker, stylePickerBelow} from '../presets/style-picker.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import {type Words, wordsFor} from '../words/words.ts';
import {type PickerState, pickerEmbeds, pickerId, styleId} from './picker-state.ts';

/** Discord's limit for an option's text. */
const maxLabelLength = 100;

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

interface PickerMessage extends Pick<StylePicker, 'content' | 'files'> {
  embeds: APIEmbed[];
  components: Row[];
}

/** The picker's message: the picture to repaint, and the presets with thumbnails and buttons. */
export async function pickerMessage(
  gallery: Gallery,
  catalogue: StyleCatalogue,
  state: PickerState,
  locale: string,
): Promise<PickerMessage> {
  const words = wordsFor(locale);
  const ids = {
    style: (presetId: string) => styleId(state, presetId),
    page: (page: number) => pickerId('page', {...state, page}),
  };
  const {page} = state;
  const {title} = words.pages.picker;
  const wanted = {page, title, ids};
  const picker = await stylePickerBelow(pickerEmbeds(state), gallery, catalogue, wanted, locale);
  const images = state.images.length > 1 ? [imageMenu(state, words)] : [];
  return {...picker, components: [...picker.components, ...images]};
}

function imageMenu(state: PickerState, {pages: {picker}}: Words): Row {
  const options = state.images.map(({name}, index) => ({
    label: picker.image(index + 1, name).slice(0, maxLabelLength),
    value: String(index),
    default: index === state.chosen,
  }));
  const menu = {
    type: ComponentType.StringSelect as const,
    custom_id: pickerId('image', state),
    placeholder: picker.chooseImage,
    options,
  };
  return {type: ComponentType.ActionRow, components: [menu]};
}
