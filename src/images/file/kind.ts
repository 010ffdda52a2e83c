/** Says what a file is by its first bytes, whatever its name claims. */
import {readerOf} from './bytes.ts';

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'heif';

/** What a file is: a kind that we read, the name of a format that we do not, or nothing known. */
export type FileKind = {picture: PictureKind} | {foreign: string} | undefined;

/** Brands of still pictures and sequences in ISO base media files (ISO/IEC 23008-12, AV1 Image File Format). */
const heifBrands = /^(avif|avis|mif1|mif2|msf1|heic|heix|heim|heis|hevc|hevx|hevm|hevs|miaf|MA1[AB])$/;

/** First bytes, Latin-1. */
const pictures: readonly [PictureKind, ...string[]][] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a', 'GIF89a'],
];

const foreign: readonly [string, ...string[]][] = [
  ['JPEG XL', '\xff\x0a', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
  ['TIFF', 'II*\0', 'MM\0*', 'II+\0', 'MM\0+'],
  ['RAW', 'FUJIFILMCCD', 'IIU\0', 'IIRO', 'MMOR'],
  ['Photoshop', '8BPS'],
  ['EXR', '\x76\x2f\x31\x01'],
  ['Radiance', '#?RADIANCE', '#?RGBE'],
  ['QOI', 'qoif'],
  ['PDF', '%PDF-'],
  ['WebM', '\x1a\x45\xdf\xa3'],
  ['GIMP', 'gimp xcf'],
];

/** The root element, after a byte order mark, declarations and comments. */
const svg = /^(\xef\xbb\xbf)?\s*(<[?!][\s\S]*?>\s*)*<svg[\s>]/i;

const head = 1024;

export function kindOf(bytes: Uint8Array): FileKind {
  const file = readerOf(bytes);
  const start = file.text(0, head);
  const begins = ([, ...prefixes]: readonly [string, ...string[]]): boolean =>
    prefixes.some((prefix) => start.startsWith(prefix));
  const picture = pictures.find(begins);
  if (picture) return {picture: picture[0]};
  if (start.startsWith('RIFF')) return ofRiff(start.slice(8, 12));
  if (start.slice(4, 8) === 'ftyp') return ofBrands(start.slice(8, Math.min(file.u32(0), head)));
  const other = foreign.find(begins);
  if (other) return {foreign: other[0]};
  if (svg.test(start)) return {foreign: 'SVG'};
  // Two letters could begin a text; BMP's reserved fields are zero.
  return start.startsWith('BM') && file.u32(6) === 0 ? {foreign: 'BMP'} : undefined;
}

function ofRiff(form: string): FileKind {
  if (form === 'WEBP') return {picture: 'webp'};
  return form === 'AVI ' ? {foreign: 'AVI'} : undefined;
}

/** @param box the major brand, a version, and the compatible brands */
function ofBrands(box: string): FileKind {
  const brands = (box.match(/[\s\S]{4}/g) ?? []).filter((_, index) => index !== 1);
  if (brands.some((brand) => heifBrands.test(brand))) return {picture: 'heif'};
  if (brands.some((brand) => /^crx/.test(brand))) return {foreign: 'RAW'};
  if (brands.some((brand) => /^jxl/.test(brand))) return {foreign: 'JPEG XL'};
  return {foreign: brands[0]?.startsWith('qt') ? 'QuickTime' : 'MP4'};
}
