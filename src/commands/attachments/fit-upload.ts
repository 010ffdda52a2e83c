import sharp, {type Sharp} from 'sharp';

/** File size that Discord accepts everywhere; used when no interaction states a limit. */
export const defaultUploadLimitBytes = 10 * 1024 * 1024;

const qualities = [92, 85, 75, 60];
const scales = [0.75, 0.5, 0.25];
const smallSide = 1024;

export interface Upload {
  data: Uint8Array;
  extension: 'png' | 'jpg' | 'webp';
  contentType: string;
}

/**
 * The picture as a file that Discord accepts: the PNG itself if it fits, otherwise the best JPEG that does, or the best
 * WebP if the picture is transparent in places.
 */
export async function fitUpload(png: Uint8Array, limitBytes: number): Promise<Upload> {
  if (png.byteLength <= limitBytes) return {data: png, extension: 'png', contentType: 'image/png'};
  const {width, hasAlpha} = await sharp(png).metadata();
  for (const quality of qualities) {
    const upload = await lossy(sharp(png), hasAlpha, quality);
    if (upload.data.byteLength <= limitBytes) return upload;
  }
  for (const scale of scales) {
    const smaller = sharp(png).resize({width: Math.max(1, Math.round(width * scale))});
    const upload = await lossy(smaller, hasAlpha, 75);
    if (upload.data.byteLength <= limitBytes) return upload;
  }
  throw new RangeError(`a picture of ${png.byteLength} bytes cannot be made to fit ${limitBytes} bytes`);
}

/** The picture as a JPEG or WebP of a few hundred KiB, for use after Discord refused or lost a larger file. */
export async function smallUpload(png: Uint8Array): Promise<Upload> {
  const box = {width: smallSide, height: smallSide, fit: 'inside', withoutEnlargement: true} as const;
  const {hasAlpha} = await sharp(png).metadata();
  return lossy(sharp(png).resize(box), hasAlpha, 75);
}

async function lossy(picture: Sharp, hasAlpha: boolean, quality: number): Promise<Upload> {
  return hasAlpha
    ? {data: await picture.webp({quality}).toBuffer(), extension: 'webp', contentType: 'image/webp'}
    : {data: await picture.jpeg({quality}).toBuffer(), extension: 'jpg', contentType: 'image/jpeg'};
}
