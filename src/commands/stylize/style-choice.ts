import {type ApplicationCommandOptionChoiceData, escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobStyle} from '../../jobs/job.ts';
import {limits} from '../../nst/contract/protocol.ts';
import type {StyleCatalogue, StylePreset} from '../../styles/style-catalogue.ts';
import {originOf, titleOf, titlesOf} from '../messages/view/preset.ts';
import type {Language} from '../words/words.ts';
import {equalShares, parseShares} from './blend.ts';

/** Discord's limits: the number of suggestions, and the length of each. */
const maxSuggestions = 25;
const maxNameLength = 100;
const maxCloseMatches = 3;

/** Stands for a preset's id when somebody attached their own style. */
export const customStyleId = 'custom';

/** The options of `/stylize` that name presets, in the order of the blend. */
export const styleOptions = ['style', 'style_2', 'style_3'] as const;
export const ownStyleOption = 'style_image';

export interface ChosenStyle<Attachment> extends JobStyle {
  attachment?: Attachment;
  /** Settings that suit a preset. */
  defaults?: StylePreset['defaults'];
}

export interface GivenStyles<Attachment> {
  /** Values of the options in `styleOptions`. */
  names: readonly (string | null)[];
  attachment: Attachment | null;
  /** Shares such as `2:1`. */
  blend: string | null;
}

type Presets = Pick<StyleCatalogue, 'get' | 'list' | 'search'>;

/**
 * Finds the paintings of a blend and their shares. Presets come first.
 * @throws AppError `BAD_OPTION`, or `UNKNOWN_STYLE` with close matches
 */
export function chooseStyles<Attachment>(
  presets: Presets,
  language: Language,
  {names, attachment, blend}: GivenStyles<Attachment>,
): ChosenStyle<Attachment>[] {
  const named = names.filter((name) => name !== null);
  const chosen = named.map((name) => toChoice(findPreset(presets, name), language));
  const own = attachment ? [{id: customStyleId, title: customStyleId, attachment}] : [];
  const all: Omit<ChosenStyle<Attachment>, 'weight'>[] = [...chosen, ...own];
  requireSome(all);
  requireDifferent(all);
  const shares = blend === null ? equalShares(all.length) : parseShares(blend, all.length);
  return all.map((style, index) => ({...style, weight: shares[index]!}));
}

/** The preset as the style of a job. */
export function toChoice(preset: StylePreset, language: Language) {
  const {id, artist, defaults} = preset;
  const title = titleOf(preset, language);
  return {id, title: artist ? `${title} (${artist})` : title, defaults};
}

function requireSome(styles: readonly object[]): void {
  const {maxStyles} = limits;
  if (styles.length === 0) {
    const options = ['style', ownStyleOption];
    const message = `expected ${options.join(' or ')}, received neither`;
    throw new AppError('BAD_OPTION', message, {detail: {reason: 'styleMissing', options}});
  }
  if (styles.length > maxStyles) {
    const message = `expected at most ${maxStyles} styles, received ${styles.length}`;
    const detail = {reason: 'tooManyStyles', most: maxStyles, received: styles.length} as const;
    throw new AppError('BAD_OPTION', message, {detail});
  }
}

function requireDifferent(styles: readonly {id: string; title: string}[]): void {
  const twice = styles.find(({id}, index) => styles.findIndex((other) => other.id === id) < index);
  if (!twice) return;
  const {title} = twice;
  const message = `expected different styles, received ${title} twice`;
  throw new AppError('BAD_OPTION', message, {detail: {reason: 'styleTwice', title}});
}

/** Finds a preset by id or title: people may type something that was not suggested. @throws AppError `UNKNOWN_STYLE` */
export function findPreset(presets: Presets, name: string): StylePreset {
  const preset =
    presets.get(name.trim()) ??
    presets.list().find((known) => titlesOf(known).some((title) => sameText(title, name)));
  if (preset) return preset;
  const found = presets.search(name);
  const related = found.length > 0;
  const offered = (related ? found : presets.list()).slice(0, maxCloseMatches);
  const close = offered.map(({id, title}) => `\`${id}\` (${title})`).join(', ');
  const received = escapeMarkdown(name.slice(0, maxNameLength));
  const message = `“${received}” is not a known style; ${related ? 'similar' : 'for example'}: ${close}`;
  throw new AppError('UNKNOWN_STYLE', message, {detail: {reason: 'unknownStyle', received, close, related}});
}

export function suggestStyles(
  presets: Pick<StyleCatalogue, 'search'>,
  text: string,
  language: Language,
): ApplicationCommandOptionChoiceData<string>[] {
  return presets
    .search(text)
    .slice(0, maxSuggestions)
    .map((preset) => ({name: suggestion(preset, language), value: preset.id}));
}

function suggestion(preset: StylePreset, language: Language): string {
  const origin = originOf(preset);
  return [titleOf(preset, language), ...(origin ? [origin] : [])].join(' — ').slice(0, maxNameLength);
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
