/** The only way to libvips for bytes from outside. Only the decoders we need are reachable. */
import sharp, {type Sharp, type SharpOptions} from 'sharp';

/** libvips' loaders of JPEG, PNG, WebP, GIF and AVIF; all others (SVG, PDF, camera formats, …) stay closed. */
const loaders = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadHeif',
];

let isRestricted = false;

/** A decoder that fails on damage. It knows no limit: whoever calls it has judged the size by the header. */
export function openImage(bytes: Uint8Array, options: SharpOptions = {}): Sharp {
  if (!isRestricted) {
    sharp.block({operation: ['VipsForeignLoad']});
    sharp.unblock({operation: loaders});
    sharp.cache(false);
    isRestricted = true;
  }
  return sharp(bytes, {failOn: 'error', limitInputPixels: false, sequentialRead: true, ...options});
}
