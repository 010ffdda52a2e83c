/** Copies of AVIF and HEIC files in which libheif finds the picture that we want. */
import {boxesIn, findBox} from './boxes.ts';
import {type Reader, readerOf} from './bytes.ts';
import {readHeif} from './heif.ts';

/** The file as that of one still picture: the primary one, or what a tone-mapped primary one is made of. */
export function asStill(bytes: Uint8Array): Uint8Array {
  const picture = readHeif(bytes);
  return picture ? withPrimary(bytes, picture.id, picture.codec) : bytes;
}

/** A copy that shows the item `id`, coded by `codec`. Without its tracks and their brands it is no sequence. */
export function withPrimary(bytes: Uint8Array, id: number, codec: string): Uint8Array {
  const copy = Buffer.from(bytes);
  // Boxes are views of what they are read from, so what is written to them is written to the copy.
  const file = readerOf(copy);
  for (const {type, start} of boxesIn(file)) if (type === 'moov') copy.write('free', start - 4, 'latin1');
  renameBrands(findBox(file, 'ftyp')?.body, codec);
  namePrimary(findBox(file, 'meta/pitm')?.body, id);
  unhide(findBox(file, 'meta/iinf')?.body, id);
  return copy;
}

const sequenceBrand = /^(avis|msf1|hevc|hevx|hevm|hevs)$/;

/** sharp tells by the major brand what a file is coded in. */
function renameBrands(ftyp: Reader | undefined, codec: string): void {
  if (!ftyp) return;
  write(ftyp, 0, codec === 'av01' ? 'avif' : 'heic');
  for (let at = 8; at < ftyp.length; at += 4)
    if (sequenceBrand.test(ftyp.text(at, 4))) write(ftyp, at, 'mif1');
}

function namePrimary(pitm: Reader | undefined, id: number): void {
  if (!pitm) return;
  const digits = id.toString(16).padStart(pitm.u8(0) === 0 ? 4 : 8, '0');
  write(pitm, 4, Buffer.from(digits, 'hex').toString('latin1'));
}

const hidden = 1;

function unhide(iinf: Reader | undefined, id: number): void {
  if (!iinf) return;
  for (const {body} of boxesIn(iinf, iinf.u8(0) === 0 ? 6 : 8)) {
    const isIt = body.uint(4, body.u8(0) === 2 ? 2 : 4) === id;
    if (isIt) write(body, 3, String.fromCharCode(body.u8(3) & ~hidden));
  }
}

/** As far as the file goes. @param text Latin-1 */
function write({bytes}: Reader, at: number, text: string): void {
  for (let index = 0; index < text.length && at + index < bytes.length; index++)
    bytes[at + index] = text.charCodeAt(index);
}
