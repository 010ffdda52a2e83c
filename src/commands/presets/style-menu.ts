import {
  type APIActionRowComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  ComponentType,
} from 'discord.js';
import {originOf, titleOf} from '../messages/view/preset.ts';
import {languageOf, wordsFor} from '../words/words.ts';
import type {GalleryPage} from './thumbnail-pages.ts';

/** Discord's limits: the number of options in a menu, and the length of their texts. */
export const maxOptions = 25;
const maxLabelLength = 100;

/** Layout of a gallery page that shows the presets of one menu. */
export const menuLayout = {pageSize: maxOptions, columns: 5, side: 160};

type MenuRow = APIActionRowComponent<APIStringSelectComponent>;

/** A menu of a page's presets, numbered as in its picture. The option values are their ids. */
export function styleMenu({presets, firstNumber}: GalleryPage, customId: string, locale: string): MenuRow {
  const options = presets.map((preset, index) => {
    const origin = originOf(preset);
    return {
      label: cut(`${firstNumber + index}. ${titleOf(preset, languageOf(locale))}`),
      value: preset.id,
      ...(origin && {description: cut(origin)}),
    };
  });
  return menu(customId, wordsFor(locale).pages.picker.choose, options);
}

export function menu(customId: string, placeholder: string, options: APISelectMenuOption[]): MenuRow {
  return {
    type: ComponentType.ActionRow,
    components: [{type: ComponentType.StringSelect, custom_id: customId, placeholder, options}],
  };
}

export function cut(text: string): string {
  return text.slice(0, maxLabelLength);
}
