import sharp from 'sharp';

/** File size that Discord accepts everywhere; used when no interaction states a limit. */
export const defaultUploadLimitBytes = 10 * 1024 * 1024;

const jpegQualities = [92, 85, 75, 60];
const scales = [0.75, 0.5, 0.25];
const smallSide = 1024;

export interface Upload {
  data: Uint8Array;
  extension: 'png' | 'jpg';
  contentType: string;
}

/** The picture as a file that Discord accepts: the PNG itself if it fits, otherwise the best JPEG that does. */
export async function fitUpload(png: Uint8Array, limitBytes: number): Promise<Upload> {
  if (png.byteLength <= limitBytes) return {data: png, extension: 'png', contentType: 'image/png'};
  for (const quality of jpegQualities) {
    const data = await sharp(png).jpeg({quality}).toBuffer();
    if (data.byteLength <= limitBytes) return jpeg(data);
  }
  const {width} = await sharp(png).metadata();
  for (const scale of scales) {
    const data = await sharp(png)
      .resize({width: Math.max(1, Math.round(width * scale))})
      .jpeg({quality: 75})
      .toBuffer();
    if (data.byteLength <= limitBytes) return jpeg(data);
  }
  throw new RangeError(`a picture of ${png.byteLength} bytes cannot be made to fit ${limitBytes} bytes`);
}

/** The picture as a JPEG of a few hundred KiB, for use after Discord refused or lost a larger file. */
export async function smallUpload(png: Uint8Array): Promise<Upload> {
  const box = {width: smallSide, height: smallSide, fit: 'inside', withoutEnlargement: true} as const;
  return jpeg(await sharp(png).resize(box).jpeg({quality: 75}).toBuffer());
}

function jpeg(data: Uint8Array): Upload {
  return {data, extension: 'jpg', contentType: 'image/jpeg'};
}
