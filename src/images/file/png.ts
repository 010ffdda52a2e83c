/** The chunks of a PNG (PNG Specification, third edition, 5 and 11.3). */
import {type Reader, readerOf} from './bytes.ts';

export interface PngChunk {
  type: string;
  /** As far as the file goes. */
  data: Reader;
  /** Where the chunk begins, and where its checksum should end. */
  start: number;
  end: number;
}

export const pngSignatureLength = 8;

/** No real file has as many; a made one must not cost time. */
const mostChunks = 100_000;

/** The chunks up to and with `IEND`, or to where the file ends. */
export function pngChunks(bytes: Uint8Array): PngChunk[] {
  const file = readerOf(bytes);
  const chunks: PngChunk[] = [];
  for (let at = pngSignatureLength; at + 8 <= file.length && chunks.length < mostChunks; ) {
    const length = file.u32(at);
    const type = file.text(at + 4, 4);
    const end = at + 12 + length;
    chunks.push({type, data: file.slice(at + 8, at + 8 + length), start: at, end});
    if (type === 'IEND') break;
    at = end;
  }
  return chunks;
}
