import {type ApplicationCommandOptionChoiceData, escapeMarkdown} from 'discord.js';
import {AppError} from '../errors.ts';
import type {StylePreset} from '../nst/styles.ts';
import type {Services} from './services.ts';

/** Discord's limit for suggestions, and for the text of each. */
const maxSuggestions = 25;
const maxNameLength = 100;
const maxCloseMatches = 3;

export interface StyleChoice<Attachment> {
  /** Preset id, or `custom` with the attachment. */
  id: string;
  title: string;
  attachment?: Attachment;
}

/** @throws AppError `BAD_OPTION` for both or neither, `UNKNOWN_STYLE` with close matches. */
export function chooseStyle<Attachment>(
  styles: Pick<Services['styles'], 'get' | 'list' | 'search'>,
  name: string | null,
  attachment: Attachment | null,
): StyleChoice<Attachment> {
  if (attachment && name)
    throw new AppError('BAD_OPTION', 'expected either `style` or `style_image`, got both');
  if (attachment) return {id: 'custom', title: 'an attached image', attachment};
  if (!name) throw new AppError('BAD_OPTION', 'expected a `style` or a `style_image`, got neither');
  const preset = styles.get(name.trim()) ?? styles.list().find((style) => sameText(style.title, name));
  if (!preset) throw unknownStyle(styles, name);
  return {id: preset.id, title: `${preset.title} by ${preset.artist}`};
}

export function suggestStyles(
  styles: Pick<Services['styles'], 'search'>,
  text: string,
): ApplicationCommandOptionChoiceData<string>[] {
  return styles
    .search(text)
    .slice(0, maxSuggestions)
    .map((preset) => ({name: suggestion(preset), value: preset.id}));
}

function suggestion({title, artist, year}: StylePreset): string {
  return `${title} — ${artist}, ${year}`.slice(0, maxNameLength);
}

function unknownStyle(styles: Pick<Services['styles'], 'list' | 'search'>, name: string): AppError {
  const close = styles.search(name);
  const offered = (close.length > 0 ? close : styles.list()).slice(0, maxCloseMatches);
  const hint = offered.map(({id, title}) => `\`${id}\` (${title})`).join(', ');
  const came = escapeMarkdown(name.slice(0, maxNameLength));
  const relation = close.length > 0 ? 'close to it' : 'for example';
  return new AppError('UNKNOWN_STYLE', `“${came}” is no style I know; ${relation}: ${hint}`);
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
