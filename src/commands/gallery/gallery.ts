import {AttachmentBuilder} from 'discord.js';
import type {StylePreset} from '../../nst/styles.ts';
import type {Services} from '../services.ts';
import type {Words} from '../words/words.ts';
import {contactSheet, type SheetLayout} from './contact-sheet.ts';

/** Discord's limit for the text of a picture. */
const maxAltLength = 1024;
export const sheetName = 'paintings.jpg';

export interface GalleryPage {
  /** From 0; a page that does not exist becomes the nearest that does. */
  index: number;
  pages: number;
  /** Number of its first painting, from 1 over all pages. */
  firstNumber: number;
  presets: readonly StylePreset[];
}

/** The presets in pages, each with one picture that shows them all, numbered. */
export class Gallery {
  readonly #styles: Pick<Services['styles'], 'list' | 'read'>;
  readonly #pageSize: number;
  readonly #layout: SheetLayout;
  /** Presets do not change while the process runs, so each sheet is made once. */
  readonly #sheets = new Map<number, Promise<Uint8Array>>();

  constructor(
    styles: Pick<Services['styles'], 'list' | 'read'>,
    {pageSize, ...layout}: SheetLayout & {pageSize: number},
  ) {
    this.#styles = styles;
    this.#pageSize = pageSize;
    this.#layout = layout;
  }

  page(wanted: number): GalleryPage {
    const presets = this.#styles.list();
    const pages = Math.max(1, Math.ceil(presets.length / this.#pageSize));
    const index = Math.min(Math.max(0, wanted), pages - 1);
    const start = index * this.#pageSize;
    return {index, pages, firstNumber: start + 1, presets: presets.slice(start, start + this.#pageSize)};
  }

  /** The picture of a page, to be sent. */
  async sheet({index, presets, firstNumber}: GalleryPage, {pages}: Words): Promise<AttachmentBuilder> {
    const jpeg = this.#sheets.get(index) ?? this.#make(index, presets, firstNumber);
    const names = presets.map(({title, artist}, offset) =>
      pages.sheetAlt(firstNumber + offset, title, artist),
    );
    return new AttachmentBuilder(Buffer.from(await jpeg), {
      name: sheetName,
      description: names.join('; ').slice(0, maxAltLength),
    });
  }

  #make(index: number, presets: readonly StylePreset[], firstNumber: number): Promise<Uint8Array> {
    const sheet = Promise.all(presets.map(({id}) => this.#styles.read(id))).then((pictures) =>
      contactSheet(pictures, firstNumber, this.#layout),
    );
    this.#sheets.set(index, sheet);
    sheet.catch(() => this.#sheets.delete(index));
    return sheet;
  }
}
