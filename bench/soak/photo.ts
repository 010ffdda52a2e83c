import sharp from 'sharp';
import {type FileInput, file} from '../../sandbox/index.ts';

/** A JPEG of pure noise. */
export async function photo(width: number, height: number): Promise<FileInput> {
  const noise = {type: 'gaussian', mean: 128, sigma: 30} as const;
  const picture = sharp({create: {width, height, channels: 3, background: '#405060', noise}});
  return file('holiday.jpg', await picture.jpeg().toBuffer());
}
