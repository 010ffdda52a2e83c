import {type ApplicationCommandOptionChoiceData, escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobStyle} from '../../jobs/job.ts';
import {customStyleId} from '../../nst/contract/inscription.ts';
import {limits} from '../../nst/contract/protocol.ts';
import type {StyleCatalogue, StylePreset} from '../../styles/style-catalogue.ts';
import {artistOf, originOf, titleOf, titlesOf} from '../messages/view/preset.ts';
import {type Language, wordsFor} from '../words/words.ts';
import {equalShares, parseShares} from './blend.ts';

/** Discord's limits: the number of suggestions, and the length of each. */
const maxSuggestions = 25;
const maxNameLength = 100;
const maxCloseMatches = 3;
/** Of a suggestion, so that the closest title fits behind it. */
const maxTypedLength = 30;

/** As the name of a painting: any that was not chosen as well. */
export const surpriseStyleId = 'surprise-me';

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
  const chosen = withSurprises(presets, named).map((preset) => toChoice(preset, language));
  const own = attachment ? [{id: customStyleId, title: customStyleId, attachment}] : [];
  const all: Omit<ChosenStyle<Attachment>, 'weight'>[] = [...chosen, ...own];
  requireSome(all);
  requireDifferent(all);
  const shares = blend === null ? equalShares(all.length) : parseShares(blend, all.length);
  return all.map((style, index) => ({...style, weight: shares[index]!}));
}

/** @throws AppError `UNKNOWN_STYLE` */
function withSurprises(presets: Presets, names: readonly string[]): StylePreset[] {
  const known = names.filter((name) => name !== surpriseStyleId).map((name) => findPreset(presets, name));
  const left = presets.list().filter((preset) => !known.includes(preset));
  return names.map((name) => {
    if (name !== surpriseStyleId) return findPreset(presets, name);
    const [drawn] = left.splice(Math.floor(Math.random() * left.length), 1);
    return drawn ?? findPreset(presets, name);
  });
}

/** The preset as the style of a job. */
export function toChoice(preset: StylePreset, language: Language) {
  const {id, defaults} = preset;
  const artist = artistOf(preset, language);
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
  const preset = presetNamed(presets, name);
  if (preset) return preset;
  const found = presets.search(name);
  const related = found.length > 0;
  const offered = (related ? found : presets.list()).slice(0, maxCloseMatches);
  const close = offered.map(({id, title}) => `\`${id}\` (${title})`).join(', ');
  const received = shownName(name);
  const message = `“${received}” is not a known style; ${related ? 'similar' : 'for example'}: ${close}`;
  throw new AppError('UNKNOWN_STYLE', message, {detail: {reason: 'unknownStyle', received, close, related}});
}

export function presetNamed(
  presets: Pick<StyleCatalogue, 'get' | 'list'>,
  name: string,
): StylePreset | undefined {
  return (
    presets.get(name.trim()) ??
    presets.list().find((known) => titlesOf(known).some((title) => sameText(title, name)))
  );
}

/** A name that somebody typed, as a refusal repeats it. */
export function shownName(name: string): string {
  return escapeMarkdown(name.slice(0, maxNameLength));
}

/**
 * At most 25 presets that resemble `text`. First comes a painting by chance, if nothing or that was typed. If nothing
 * resembles `text`, the closest come, and the first says so.
 */
export function suggestStyles(
  presets: Pick<StyleCatalogue, 'search' | 'closest'>,
  text: string,
  language: Language,
): ApplicationCommandOptionChoiceData<string>[] {
  const {surprise, closest} = wordsFor(language).pages.picker;
  const typed = text.trim();
  const byChance = {name: `🎲 ${surprise}`, value: surpriseStyleId};
  const isSurprise = sameStart(surprise, typed) || sameStart(surpriseStyleId, typed);
  const found = presets
    .search(typed)
    .map((preset) => ({name: suggestion(preset, language), value: preset.id}));
  if (isSurprise) return [byChance, ...found].slice(0, maxSuggestions);
  if (found.length > 0) return found.slice(0, maxSuggestions);
  const [best, ...others] = presets.closest(typed);
  const miss = best && {
    name: cut(closest(typed.slice(0, maxTypedLength), titleOf(best, language))),
    value: best.id,
  };
  const rest = others.map((preset) => ({name: suggestion(preset, language), value: preset.id}));
  return [...(miss ? [miss] : []), byChance, ...rest].slice(0, maxSuggestions);
}

function sameStart(whole: string, start: string): boolean {
  return whole.toLocaleLowerCase().startsWith(start.toLocaleLowerCase());
}

function suggestion(preset: StylePreset, language: Language): string {
  const origin = originOf(preset, language);
  return cut([titleOf(preset, language), ...(origin ? [origin] : [])].join(' — '));
}

function cut(name: string): string {
  return name.slice(0, maxNameLength);
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
