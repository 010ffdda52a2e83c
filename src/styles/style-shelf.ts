/** The styles of one group of people: a folder with a catalogue. The group can add styles and remove them. */
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import pLimit from 'p-limit';
import {AppError} from '../errors.ts';
import {encodeStyleImage} from '../images/photo.ts';
import {writeWholeFile} from '../system/whole-file.ts';
import {readStyleFolder, slugOf} from './style-folder.ts';
import type {StylePreset} from './style-preset.ts';

/** The most styles that one group may add. */
export const maxGroupStyles = 25;

export interface StyleShelf {
  /**
   * Keeps a re-encoded copy of the image under an id made from its title.
   * @throws AppError `BAD_IMAGE`; `BAD_OPTION` when the shelf is full, the title has no letters or its id is taken
   */
  add(style: {title: string; artist: string; image: Uint8Array; addedBy: string}): Promise<StylePreset>;
  /** In the order in which they were added. */
  list(): Promise<readonly StylePreset[]>;
  /** False when there is no such style. */
  remove(id: string): Promise<boolean>;
}

/**
 * Open one shelf per folder and process: it makes changes wait for each other.
 * @param isTaken whether another style has this id
 */
export function openStyleShelf(folder: string, isTaken: (id: string) => boolean): StyleShelf {
  const inTurn = pLimit(1);

  async function writeCatalogue(presets: readonly StylePreset[]): Promise<void> {
    const entries = presets.map(({folder: _, ...entry}) => entry);
    await writeWholeFile(join(folder, 'catalogue.json'), `${JSON.stringify(entries, undefined, 2)}\n`);
  }

  return {
    add: ({title, artist, image, addedBy}) =>
      inTurn(async () => {
        const encoded = await encodeStyleImage(image, 'The style image');
        await mkdir(folder, {recursive: true});
        const {presets} = await readStyleFolder(folder);
        const id = slugOf(title);
        if (id === '')
          throw new AppError(
            'BAD_OPTION',
            `title: expected letters or digits, received ${JSON.stringify(title)}`,
            {detail: {reason: 'titleWithoutLetters', received: title}},
          );
        if (isTaken(id) || presets.some((preset) => preset.id === id)) {
          throw new AppError('BAD_OPTION', `title: there is already a style ${id}; choose another title`, {
            detail: {reason: 'titleTaken', id},
          });
        }
        if (presets.length >= maxGroupStyles) {
          throw new AppError(
            'BAD_OPTION',
            `expected at most ${maxGroupStyles} added styles; remove one first`,
            {detail: {reason: 'shelfFull', most: maxGroupStyles}},
          );
        }
        const file = `${id}.webp`;
        const preset: StylePreset = {
          id,
          file,
          title: title.trim(),
          titles: {},
          artist: artist.trim(),
          artists: {},
          year: '',
          years: {},
          tags: [],
          akin: [],
          licence: '',
          origin: `added by ${addedBy}`,
          defaults: {},
          folder,
        };
        await writeFile(join(folder, file), encoded);
        await writeCatalogue([...presets, preset]);
        return preset;
      }),
    list: async () => (await readStyleFolder(folder)).presets,
    remove: (id) =>
      inTurn(async () => {
        const {presets} = await readStyleFolder(folder);
        const preset = presets.find((one) => one.id === id);
        if (!preset) return false;
        await writeCatalogue(presets.filter((one) => one !== preset));
        await rm(join(folder, preset.file), {force: true});
        return true;
      }),
  };
}
