import {AttachmentBuilder} from 'discord.js';
import type {StyleCatalogue, StylePreset} from '../../styles/style-catalogue.ts';
import {artistOf, titleOf} from '../messages/view/preset.ts';
import {languageOf, wordsFor} from '../words/words.ts';
import {contactSheet, type SheetLayout} from './contact-sheet.ts';

/** Discord's limit for a picture's alt text. */
const maxAltLength = 1024;
export const sheetName = 'paintings.jpg';
/** How many sheets stay in memory; each has a few hundred KiB. */
const maxSheets = 40;

type Catalogue = Pick<StyleCatalogue, 'list' | 'readThumbnail'>;

export interface GalleryPage {
  /** From 0. If the wanted page does not exist, this is the nearest one that does. */
  index: number;
  pages: number;
  /** Number of its first painting, counted from 1 over all pages. */
  firstNumber: number;
  presets: readonly StylePreset[];
}

/** Divides the presets into pages, each with one picture that shows its presets, numbered. */
export class Gallery {
  readonly #pageSize: number;
  readonly #layout: SheetLayout;
  /** The newest sheets, keyed by what they show. */
  readonly #sheets = new Map<string, Promise<Uint8Array>>();

  constructor({pageSize, ...layout}: SheetLayout & {pageSize: number}) {
    this.#pageSize = pageSize;
    this.#layout = layout;
  }

  page(catalogue: Catalogue, wanted: number): GalleryPage {
    const presets = catalogue.list();
    const pages = Math.max(1, Math.ceil(presets.length / this.#pageSize));
    const index = Math.min(Math.max(0, wanted), pages - 1);
    const start = index * this.#pageSize;
    return {index, pages, firstNumber: start + 1, presets: presets.slice(start, start + this.#pageSize)};
  }

  /** The picture of a page, ready to send. */
  async sheet(catalogue: Catalogue, page: GalleryPage, locale: string): Promise<AttachmentBuilder> {
    const language = languageOf(locale);
    const {sheetAlt} = wordsFor(language).pages;
    const names = page.presets.map((preset, offset) =>
      sheetAlt(page.firstNumber + offset, titleOf(preset, language), artistOf(preset, language)),
    );
    return new AttachmentBuilder(Buffer.from(await this.#sheet(catalogue, page)), {
      name: sheetName,
      description: names.join('; ').slice(0, maxAltLength),
    });
  }

  #sheet(catalogue: Catalogue, {presets, firstNumber}: GalleryPage): Promise<Uint8Array> {
    const key = [firstNumber, ...presets.map(({folder, file}) => `${folder}/${file}`)].join('\n');
    const known = this.#sheets.get(key);
    if (known) return known;
    const sheet = Promise.all(presets.map(({id}) => catalogue.readThumbnail(id))).then((pictures) =>
      contactSheet(pictures, firstNumber, this.#layout),
    );
    this.#sheets.set(key, sheet);
    sheet.catch(() => this.#sheets.delete(key));
    const [oldest] = this.#sheets.keys();
    if (this.#sheets.size > maxSheets && oldest !== undefined) this.#sheets.delete(oldest);
    return sheet;
  }
}
