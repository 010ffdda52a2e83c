/**
 * Shows how a painting came about: its frames and the finished picture as one animated WebP, which Discord's clients
 * play. It is made as large and as fine as the number of bytes allows.
 */
import sharp from 'sharp';

export interface TimeLapseRequest {
  /** Encoded, oldest first, at least one; any size at the picture's aspect ratio. */
  frames: readonly Uint8Array[];
  /** The finished picture, encoded. */
  picture: Uint8Array;
  maxBytes: number;
}

/** Time-lapse process → parent, once. */
export type TimeLapseAnswer = {type: 'made'; image: Uint8Array} | {type: 'failed'; message: string};

/** Best first. `side`: longest side, pixels; `stride`: with 2, every second frame is shown. */
const attempts = [
  {side: 768, quality: 80, stride: 1},
  {side: 512, quality: 75, stride: 1},
  {side: 512, quality: 60, stride: 2},
  {side: 320, quality: 60, stride: 2},
  {side: 256, quality: 40, stride: 4},
] as const;

/** libwebp's effort, 0–6: takes a third of the default's time for files as small (60 frames, 1024 × 768). */
const effort = 2;

const playMs = 6_000;
const [shortestFrameMs, longestFrameMs] = [60, 400];
const lastFrameMs = 2_500;

/** @throws RangeError when no attempt fits, or there is no frame */
export async function makeTimeLapse({frames, picture, maxBytes}: TimeLapseRequest): Promise<Uint8Array> {
  if (frames.length === 0) throw new RangeError('Expected at least one frame, received none.');
  let smallest = Number.POSITIVE_INFINITY;
  for (const {side, quality, stride} of attempts) {
    const shown = [...frames.filter((_, index) => index % stride === 0), picture];
    const image = await animate(await resizeAll(shown, picture, side), quality);
    if (image.byteLength <= maxBytes) return image;
    smallest = Math.min(smallest, image.byteLength);
  }
  throw new RangeError(`A time-lapse of ${smallest} bytes cannot be made to fit ${maxBytes} bytes.`);
}

/** Resizes all to the picture's size, or smaller so that no side is longer than `side`: an animation has one size. */
async function resizeAll(
  images: readonly Uint8Array[],
  picture: Uint8Array,
  side: number,
): Promise<Uint8Array[]> {
  const {width, height} = await sharp(picture).metadata();
  const scale = Math.min(1, side / Math.max(width, height));
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const resized: Uint8Array[] = [];
  for (const image of images) {
    resized.push(
      await sharp(await withoutAlpha(image))
        .resize({...size, fit: 'fill'})
        .png({compressionLevel: 1})
        .toBuffer(),
    );
  }
  return resized;
}

/** Shows what was painted behind transparent parts. Resizing would lose it, and happens before an alpha is removed. */
function withoutAlpha(image: Uint8Array): Promise<Uint8Array> {
  return sharp(image).removeAlpha().png({compressionLevel: 1}).toBuffer();
}

/** Plays in about six seconds, over and over; the last image stays longer. */
function animate(images: readonly Uint8Array[], quality: number): Promise<Uint8Array> {
  const steps = images.length - 1;
  const frameMs = Math.round(Math.min(longestFrameMs, Math.max(shortestFrameMs, playMs / steps)));
  const delay = images.map((_, index) => (index === steps ? lastFrameMs : frameMs));
  return sharp([...images], {join: {animated: true}})
    .webp({quality, effort, loop: 0, delay})
    .toBuffer();
}
