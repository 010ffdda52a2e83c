import sharp, {type OverlayOptions} from 'sharp';
import {drawNumber} from './digits.ts';

/** Pixels between pictures. */
const gap = 6;
const dotSize = 4;
const background = '#2b2d31';
const jpegQuality = 82;
/** Of a picture on a sheet: hides what it shows. */
const blurSigmaShare = 0.1;

export interface SheetLayout {
  columns: number;
  /** Side of each picture in pixels. */
  side: number;
}

/**
 * Combines pictures into one JPEG: cropped to squares, side by side, numbered from `firstNumber` on. Every row has
 * `columns` pictures, except the last.
 */
export async function contactSheet(
  pictures: readonly Uint8Array[],
  firstNumber: number,
  {columns, side}: SheetLayout,
): Promise<Uint8Array> {
  const width = Math.min(columns, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const overlays: OverlayOptions[] = [];
  for (const [index, picture] of pictures.entries()) {
    const left = gap + (index % columns) * (side + gap);
    const top = gap + Math.floor(index / columns) * (side + gap);
    const input = await sharp(picture).resize(side, side, {fit: 'cover'}).removeAlpha().png().toBuffer();
    const {data, ...size} = drawNumber(firstNumber + index, dotSize);
    overlays.push({input, left, top}, {input: Buffer.from(data), raw: {...size, channels: 3}, left, top});
  }
  const canvas = {
    width: gap + width * (side + gap),
    height: gap + rows * (side + gap),
    channels: 3 as const,
    background,
  };
  return sharp({create: canvas}).composite(overlays).jpeg({quality: jpegQuality}).toBuffer();
}

/** A picture for a sheet of this layout that shows only roughly which colours it has. PNG. */
export function blurred(picture: Uint8Array, {side}: Pick<SheetLayout, 'side'>): Promise<Uint8Array> {
  return sharp(picture)
    .resize(side, side, {fit: 'cover'})
    .blur(blurSigmaShare * side)
    .png()
    .toBuffer();
}
