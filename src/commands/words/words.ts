import {en, type Words} from './en.ts';
import {vi} from './vi.ts';

export type {Words};

/** The languages that have a catalogue, as Discord names them. */
export const languages = ['en-US', 'vi'] as const;
export type Language = (typeof languages)[number];

const catalogues: Readonly<Record<Language, Words>> = {'en-US': en, vi};

/** The language of a reader's client, the only one Discord tells. If it has no catalogue, English. */
export function languageOf(locale: string | undefined): Language {
  return languages.find((language) => language === locale) ?? 'en-US';
}

/** `locale`: as an interaction or a job record states it. */
export function wordsFor(locale: string | undefined): Words {
  return catalogues[languageOf(locale)];
}

/** Texts for Discord's `*_localizations`: one for each language except English, which is the default. */
export function localizations(pick: (words: Words) => string): Partial<Record<Language, string>> {
  const others = languages.filter((language) => language !== 'en-US');
  return Object.fromEntries(others.map((language) => [language, pick(catalogues[language])]));
}
