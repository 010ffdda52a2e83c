/** Text in a PNG (PNG Specification, third edition, 11.3.3.2). */
import {crc32} from 'node:zlib';
import {pngChunks} from './png.ts';

/**
 * The PNG with these texts, by keyword, before its pixels.
 * @throws RangeError for anything but printable ASCII
 */
export function withText(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const [header] = pngChunks(png);
  if (header?.type !== 'IHDR') throw new RangeError('expected a PNG, received something else');
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  return Buffer.concat([png.subarray(0, header.end), ...chunks, png.subarray(header.end)]);
}

function textChunk(keyword: string, text: string): Buffer {
  if (!/^[ -~]{1,79}$/.test(keyword) || !/^[ -~]*$/.test(text))
    throw new RangeError(`expected printable ASCII, received ${JSON.stringify({[keyword]: text})}`);
  const body = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1');
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
