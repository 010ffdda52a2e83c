/** Finds the painting that a sentence names. */
import {normalize} from './normalize.ts';
import type {StylePreset} from './style-preset.ts';

/** A shorter name is too likely to be another word. */
const leastLetters = 4;
/** In a longer sentence one word, such as “spring”, is hardly the name of a painting. */
const mostWordsForOne = 5;

/** The longest name counts, of two alike the first preset's. */
export function presetNamedIn(presets: readonly StylePreset[], sentence: string): StylePreset | undefined {
  const text = ` ${normalize(sentence)} `;
  const isShort = text.trim().split(' ').length <= mostWordsForOne;
  let [best, length]: [StylePreset | undefined, number] = [undefined, 0];
  for (const preset of presets) {
    const titles = [preset.id, preset.title, ...Object.values(preset.titles)].map((title) =>
      normalize(title ?? ''),
    );
    const names = [...titles.filter((title) => isShort || title.includes(' ')), ...painterNames(preset)];
    for (const name of names) {
      if (name.length < leastLetters || name.length <= length || !text.includes(` ${name} `)) continue;
      [best, length] = [preset, name.length];
    }
  }
  return best;
}

/** “Vincent van Gogh”, “van Gogh”, “Gogh”. */
function painterNames({artist}: StylePreset): string[] {
  const words = normalize(artist).split(' ');
  return words.map((_, index) => words.slice(index).join(' '));
}
