import {type Language, localizations, type Words, wordsFor} from './words.ts';

type Translations = Partial<Record<Language, string>>;
type Pick = (words: Words) => string;

/** A name in all languages, as Discord expects it; English is the default. */
export function localizedName(pick: Pick): {name: string; name_localizations: Translations} {
  return {name: pick(wordsFor('en-US')), name_localizations: localizations(pick)};
}

/** A description in all languages; English is the default. */
export function localizedDescription(pick: Pick): {
  description: string;
  description_localizations: Translations;
} {
  return {description: pick(wordsFor('en-US')), description_localizations: localizations(pick)};
}

/** Name and description of a command or option in all languages. */
export function localized(pick: (words: Words) => {name: string; description: string}) {
  return {
    ...localizedName((words) => pick(words).name),
    ...localizedDescription((words) => pick(words).description),
  };
}
