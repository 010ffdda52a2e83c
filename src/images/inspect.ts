/** Says what an image is without keeping its pixels. */
import {limits} from '../nst/contract/protocol.ts';
import {readPicture} from './picture.ts';

export interface ImageFacts {
  /** `jpeg`, `png`, `webp`, `gif`, `avif` or `heic`. */
  format: string;
  /** Pixels, after the orientation tag is applied. */
  width: number;
  height: number;
}

/**
 * Reads the whole image once, so that a damaged file is found here and not when it is painted.
 * @param label what the message calls the image, for example `The photo`
 * @throws AppError `BAD_IMAGE`
 */
export async function inspectImage(bytes: Uint8Array, label = 'The image'): Promise<ImageFacts> {
  const {format, width, height} = (await readPicture(bytes, label, limits.minInputSide)).header;
  return {format, width, height};
}
