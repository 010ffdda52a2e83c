import type {StylePreset} from '../../../styles/style-catalogue.ts';
import type {Language} from '../../words/words.ts';

/** The title of a painting, in the reader's language if the catalogue has it. */
export function titleOf({title, titles}: StylePreset, language: Language): string {
  return (language === 'vi' ? titles.vi : undefined) ?? title;
}

/** All titles of a painting, in every language. */
export function titlesOf({title, titles}: StylePreset): string[] {
  return [title, ...Object.values(titles).filter((text) => text !== undefined)];
}

/** Who painted it, in the reader's language if the catalogue has it; empty if unknown. */
export function artistOf({artist, artists}: StylePreset, language: Language): string {
  return (language === 'vi' ? artists.vi : undefined) ?? artist;
}

/** Painter and year, if known; otherwise empty. */
export function originOf(preset: StylePreset, language: Language): string {
  const year = (language === 'vi' ? preset.years.vi : undefined) ?? preset.year;
  return [artistOf(preset, language), year].filter(Boolean).join(', ');
}
