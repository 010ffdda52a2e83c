import type {StylePreset} from '../../../styles/style-catalogue.ts';
import type {Language} from '../../words/words.ts';

/** The title of a painting in the reader's language, where the catalogue has it. */
export function titleOf({title, titles}: StylePreset, language: Language): string {
  return (language === 'vi' ? titles.vi : undefined) ?? title;
}

/** Its titles in all languages. */
export function titlesOf({title, titles}: StylePreset): string[] {
  return [title, ...Object.values(titles).filter((text) => text !== undefined)];
}

/** Painter and year, as far as they are known. */
export function originOf({artist, year}: StylePreset): string {
  return [artist, year].filter(Boolean).join(', ');
}
