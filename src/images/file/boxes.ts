/** Boxes of the ISO base media file format (ISO/IEC 14496-12), which AVIF and HEIC files are made of. */
import type {Reader} from './bytes.ts';

export interface Box {
  type: string;
  /** What follows the header, as far as the file goes. */
  body: Reader;
  /** Where the body begins and the box claims to end, within what was read. */
  start: number;
  end: number;
}

/** No real file nests or repeats boxes this often; a made one must not cost time. */
const mostBoxes = 4096;

/** The boxes from `start` on. Ends at the first box that cannot be one. */
export function boxesIn(file: Reader, start = 0): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= file.length && boxes.length < mostBoxes; ) {
    const declared = file.u32(at);
    const header = declared === 1 ? 16 : 8;
    const size = declared === 1 ? file.uint(at + 8, 8) : declared === 0 ? file.length - at : declared;
    if (size < header) break;
    const type = file.text(at + 4, 4);
    boxes.push({type, start: at + header, end: at + size, body: file.slice(at + header, at + size)});
    at += size;
  }
  return boxes;
}

/** The first box on a path such as `meta/iprp/ipco`. Knows which of them have a version and flags first. */
export function findBox(file: Reader, path: string): Box | undefined {
  let found: Box | undefined;
  let inside = file;
  for (const type of path.split('/')) {
    found = boxesIn(inside, found?.type === 'meta' || found?.type === 'iref' ? 4 : 0).find(
      (box) => box.type === type,
    );
    if (!found) return undefined;
    inside = found.body;
  }
  return found;
}
