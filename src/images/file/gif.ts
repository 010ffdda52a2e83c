/** The blocks of a GIF (GIF89a specification) as far as it takes to know whether its first picture is all there. */
import {type Reader, readerOf} from './bytes.ts';

const [extension, picture, trailer] = [0x21, 0x2c, 0x3b];

export interface GifEnding {
  hasTrailer: boolean;
  /** Whether the first picture has a colour for each pixel, or says that it ends. */
  firstIsWhole: boolean;
}

export function gifEnding(bytes: Uint8Array): GifEnding {
  const file = readerOf(bytes);
  let at = 13 + tableSize(file.u8(10));
  let firstIsWhole = false;
  for (let pictures = 0; at < file.length; ) {
    const block = file.u8(at);
    if (block === trailer) return {hasTrailer: true, firstIsWhole};
    if (block === extension) at = subBlocks(file, at + 2).end;
    else if (block === picture) {
      const pixels = file.u16le(at + 5) * file.u16le(at + 7);
      const data = at + 10 + tableSize(file.u8(at + 9));
      const {parts, end} = subBlocks(file, data + 1);
      if (pictures === 0) firstIsWhole = coversAll(Buffer.concat(parts), file.u8(data), pixels);
      pictures += 1;
      at = end;
    } else break;
  }
  return {hasTrailer: false, firstIsWhole};
}

/** Bytes of a colour table, from the flags that announce it. */
function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function subBlocks(file: Reader, start: number): {parts: Uint8Array[]; end: number} {
  const parts: Uint8Array[] = [];
  let at = start;
  while (at < file.length && file.u8(at) > 0) {
    parts.push(file.bytes.subarray(at + 1, at + 1 + file.u8(at)));
    at += 1 + file.u8(at);
  }
  return {parts, end: at + 1};
}

/** Follows the LZW codes without the colours: how many pixels each stands for is enough. */
function coversAll(data: Uint8Array, codeSize: number, pixels: number): boolean {
  if (codeSize < 1 || codeSize > 11) return false;
  const [clear, end] = [1 << codeSize, (1 << codeSize) + 1];
  const lengths = new Uint16Array(4096).fill(1, 0, clear);
  let [width, next, previous, covered] = [codeSize + 1, end + 1, -1, 0];
  for (let bit = 0; bit + width <= 8 * data.length; ) {
    let code = 0;
    for (let index = 0; index < width; index++, bit++)
      code |= (((data[bit >> 3] as number) >> (bit & 7)) & 1) << index;
    if (code === end) return true;
    if (code === clear) {
      [width, next, previous] = [codeSize + 1, end + 1, -1];
      continue;
    }
    if (previous >= 0 && next < 4096) {
      lengths[next] = (lengths[previous] as number) + 1;
      next += 1;
      if (next === 1 << width && width < 12) width += 1;
    }
    covered += lengths[code] as number;
    if (covered >= pixels) return true;
    previous = code;
  }
  return false;
}
