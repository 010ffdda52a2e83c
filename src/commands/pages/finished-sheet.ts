import {AttachmentBuilder} from 'discord.js';
import type {JobRecord} from '../../jobs/job.ts';
import {styleTitles} from '../messages/view/style-titles.ts';
import {blurred, contactSheet} from '../presets/contact-sheet.ts';
import type {Services} from '../services.ts';
import type {Words} from '../words/words.ts';

/** Five in one row, about 30 KB in all. */
const layout = {columns: 5, side: 120};
/** Discord's limit for a picture's alt text. */
const maxAltLength = 1024;
/** Whoever cancels one picture after the other need not wait for the sheet each time. */
const keptMs = 60_000;
/** About 600 KB in all. */
const mostKept = 20;
export const finishedSheetName = 'finished.jpg';

/** An image of the first finished pictures. */
interface Sheet {
  image: Uint8Array;
  /** How many there are in it. */
  shown: number;
}

/** Makes small copies of the first finished pictures side by side, and keeps the latest of them for a minute. */
export function createFinishedSheets(services: Pick<Services, 'store'>) {
  const kept = new Map<string, Promise<Sheet | undefined>>();

  function sheetOf(finished: readonly JobRecord[]): Promise<Sheet | undefined> {
    const key = finished.map(({id, spoiler}) => `${id} ${spoiler}`).join();
    const known = kept.get(key);
    if (known) return known;
    const sheet = paste(services, finished);
    kept.set(key, sheet);
    const drop = () => {
      if (kept.get(key) === sheet) kept.delete(key);
    };
    setTimeout(drop, keptMs).unref();
    sheet.catch(drop);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size > mostKept) kept.delete(oldest);
    return sheet;
  }

  /**
   * The sheet, numbered as in the list; undefined if no picture is stored.
   * @param finished as listed
   */
  return async (finished: readonly JobRecord[], words: Words): Promise<AttachmentBuilder | undefined> => {
    const sheet = await sheetOf(finished.slice(0, layout.columns));
    if (!sheet) return undefined;
    const names = finished
      .slice(0, sheet.shown)
      .map(({styles}, index) => words.pages.sheetAlt(index + 1, styleTitles(styles, words).join(' + '), ''));
    return new AttachmentBuilder(Buffer.from(sheet.image), {
      name: finishedSheetName,
      description: names.join('; ').slice(0, maxAltLength),
    });
  };
}

/**
 * The pictures come from the store, because addresses of files in Discord expire, and the bot cannot read every message
 * it has written.
 */
async function paste(
  {store}: Pick<Services, 'store'>,
  finished: readonly JobRecord[],
): Promise<Sheet | undefined> {
  const pictures: Uint8Array[] = [];
  for (const {id, spoiler} of finished) {
    const picture = await store.readPicture(id);
    // The numbers go on from one to the next, so the first gap is the end.
    if (!picture) break;
    // Nobody can click a part of an image to see it, so a spoiler stays hidden.
    pictures.push(spoiler ? await blurred(picture, layout) : picture);
  }
  if (pictures.length === 0) return undefined;
  return {image: await contactSheet(pictures, 1, layout), shown: pictures.length};
}
