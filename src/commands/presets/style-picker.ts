import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
  type AttachmentBuilder,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import {pager} from '../messages/view/pager.ts';
import {titleOf} from '../messages/view/preset.ts';
import {languageOf, wordsFor} from '../words/words.ts';
import {type Gallery, type GalleryPage, sheetName} from './thumbnail-pages.ts';

/** Discord's limit of buttons in a row. */
const columns = 5;
/** Of Discord's five rows, one is for the pager and one for a menu of photos. */
const rows = 3;
/** Discord's limit for a message's text. */
const maxContentLength = 2000;

/** A blank at which no line ends: a number stays with its title, and so does the dot behind it. */
const besideIt = '\u00A0';

/** Layout of a gallery page whose presets have a button each. */
export const pickerLayout = {pageSize: columns * rows, columns, side: 160};

type Row = APIActionRowComponent<APIButtonComponent>;

export interface PickerIds {
  /** Custom id of a preset's button. */
  style(presetId: string): string;
  page(index: number): string;
}

export interface StylePicker {
  /** The title, and below it what the thumbnails show. */
  content: string;
  components: Row[];
  files: AttachmentBuilder[];
}

interface Wanted {
  page: number;
  title: string;
  ids: PickerIds;
}

type Arguments = [gallery: Gallery, catalogue: StyleCatalogue, wanted: Wanted, locale: string];

/** Presets with numbered thumbnails and a numbered button for each, and buttons that turn the page. */
export async function stylePicker(...[gallery, catalogue, wanted, locale]: Arguments): Promise<StylePicker> {
  const {heading, titles, ...picker} = await partsOf(gallery, catalogue, wanted, locale);
  return {...picker, content: `${heading}\n${titles}`.slice(0, maxContentLength)};
}

/**
 * The same below embeds. Discord shows files above embeds, so the thumbnails and their titles become the last embed:
 * nothing comes between them and their buttons.
 */
export async function stylePickerBelow(
  embeds: readonly APIEmbed[],
  ...[gallery, catalogue, wanted, locale]: Arguments
): Promise<StylePicker & {embeds: APIEmbed[]}> {
  const {heading, titles, ...picker} = await partsOf(gallery, catalogue, wanted, locale);
  const sheet = {description: titles, image: {url: `attachment://${sheetName}`}};
  return {...picker, content: heading, embeds: [...embeds, sheet]};
}

async function partsOf(
  ...[gallery, catalogue, {page: wanted, title, ids}, locale]: Arguments
): Promise<Omit<StylePicker, 'content'> & {heading: string; titles: string}> {
  const page = gallery.page(catalogue, wanted);
  return {
    heading: `**${title}**`,
    titles: `-# ${titlesOn(page, locale)}`,
    components: [...choices(page, ids), ...pager(page, ids.page, wordsFor(locale))],
    files: [await gallery.sheet(catalogue, page, locale)],
  };
}

function titlesOn({presets, firstNumber}: GalleryPage, locale: string): string {
  const language = languageOf(locale);
  return presets
    .map((preset, index) => `**${firstNumber + index}**${besideIt}${titleOf(preset, language)}`)
    .join(`${besideIt}· `);
}

function choices({presets, firstNumber}: GalleryPage, ids: PickerIds): Row[] {
  const buttons = presets.map(
    ({id}, index): APIButtonComponent => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: String(firstNumber + index),
      custom_id: ids.style(id),
    }),
  );
  const starts = buttons.map((_, index) => index).filter((index) => index % columns === 0);
  return starts.map((start) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(start, start + columns),
  }));
}
