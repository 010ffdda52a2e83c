/**
 * Keeps only the pixels of an image from outside, upright and in sRGB, no larger than the engine uses. Data about where
 * and how it was taken (EXIF, GPS, comments, profiles, thumbnails) never reaches the disk.
 */
import {sharpOf} from './photo.ts';
import {readPicture} from './picture.ts';

/** Lossless formats. Images in other formats may lose a little more, which nobody sees. */
const lossless = ['png', 'gif'];

/**
 * A PNG if the image was lossless or is transparent in places, otherwise a JPEG.
 * @param label what a refusal calls the image
 * @throws AppError `BAD_IMAGE`
 */
export async function cleanImage(bytes: Uint8Array, label = 'The image'): Promise<Uint8Array> {
  const picture = await readPicture(bytes, label);
  const image = sharpOf(picture);
  const encoded =
    picture.alpha || lossless.includes(picture.header.format)
      ? image.png({compressionLevel: 6})
      : image.jpeg({quality: 96, chromaSubsampling: '4:4:4'});
  return encoded.toBuffer();
}
