/**
 * Keeps only the pixels of an image from outside, upright and in sRGB, no larger than the engine uses. Data about where
 * and how it was taken (EXIF, GPS, comments, profiles, thumbnails) never reaches the disk.
 */
import type {Sharp} from 'sharp';
import {AppError} from '../errors.ts';
import {limits} from '../nst/contract/protocol.ts';
import {inspectImage, openImage} from './inspect.ts';

/** Lossless formats. Images in other formats may lose a little more, which nobody sees. */
const lossless = ['png', 'gif'];

/**
 * @param label what a refusal calls the image
 * @throws AppError `BAD_IMAGE`
 */
export async function cleanImage(bytes: Uint8Array, label = 'The image'): Promise<Uint8Array> {
  const {format} = await inspectImage(bytes, label);
  const side = limits.maxSize;
  const upright = openImage(bytes)
    .autoOrient()
    .resize({width: side, height: side, fit: 'inside', withoutEnlargement: true})
    .flatten({background: '#ffffff'})
    .toColourspace('srgb');
  try {
    return await encode(upright, lossless.includes(format));
  } catch (cause) {
    const message = `${label} cannot be decoded`;
    throw new AppError('BAD_IMAGE', message, {cause, detail: {reason: 'damagedImage'}});
  }
}

function encode(image: Sharp, withoutLoss: boolean): Promise<Uint8Array> {
  const encoded = withoutLoss
    ? image.png({compressionLevel: 6})
    : image.jpeg({quality: 96, chromaSubsampling: '4:4:4'});
  return encoded.toBuffer();
}
