/**
 * Skin keeps its place between dark and light. A painting's palette can turn a dark face white; then the face and the
 * skin around it get the photo's tone back. The change follows a curve through black, so strokes and dark eyes stay.
 */
import {type Photo, resizePhoto} from '../../../images/photo.ts';
import {sizeWithin} from '../../contract/schedule.ts';
import type {Size} from '../../contract/size.ts';
import type {Box} from '../../subject/face-detector.ts';
import {cropped, enlarged, type PixelBox} from '../planes.ts';
import {type Oklab, oklabOf, photoOf} from './oklab.ts';
import {skinAround} from './skin.ts';

/** Longest side at which faces are measured and bends are found, pixels. */
const measuredSide = 256;
/** How far a face may be from its place, as a share of the range from dark to light; nobody sees less. */
const allowance = 0.04;
/** The strongest bend; it makes white a dark grey. */
const strongest = 2;
/** A bent face moves the picture's own dark and light a little, and faces overlap, so both are measured again. */
const rounds = 3;
/** Halvings of the range of bends. */
const solvingSteps = 12;

/** @param photo of any size. @param faces in shares of the sides */
export async function withFaceTones(picture: Photo, photo: Photo, faces: readonly Box[]): Promise<Photo> {
  if (faces.length === 0) return picture;
  const longest = Math.min(measuredSide, Math.max(picture.width, picture.height));
  const {width, height} = sizeWithin(picture.width / picture.height, longest);
  const bends = bendsFor(
    await resizePhoto(picture, width, height),
    await resizePhoto(photo, width, height),
    faces,
  );
  if (bends.every((bend) => bend === 0)) return picture;
  return withRowsBent(picture, enlarged(bends, {width, height}, picture));
}

/** Bends a picture between the first and the last row that need it, because most of a picture is not skin. */
function withRowsBent(picture: Photo, bends: Float32Array): Photo {
  const {width} = picture;
  const top = Math.floor(bends.findIndex((bend) => bend !== 0) / width);
  const bottom = Math.floor(bends.findLastIndex((bend) => bend !== 0) / width) + 1;
  const part = picture.data.subarray(3 * width * top, 3 * width * bottom);
  const rows = {width, height: bottom - top, data: part};
  const data = Uint8Array.from(picture.data);
  data.set(photoOf(bent(oklabOf(rows), bends.subarray(width * top, width * bottom))).data, 3 * width * top);
  return {...picture, data};
}

/** How lightness is bent, [height, width]. Both photos have that size. */
function bendsFor(picture: Photo, photo: Photo, faces: readonly Box[]): Float32Array {
  const [painted, original] = [oklabOf(picture), oklabOf(photo)];
  const range = rangeOf(photo);
  const bends = new Float32Array(painted.L.length);
  const subjects = faces.flatMap((face) => {
    const middle = middleOf(face, photo);
    if (!middle) return [];
    const skin = skinAround(original, face, middle);
    const share = cropped(skin, photo.width, middle);
    return [
      {middle, skin, share, before: cropOf(painted, middle), place: range.placeOf(cropOf(original, middle))},
    ];
  });
  for (let round = 0; round < rounds; round++) {
    const current = rangeOf(round === 0 ? picture : photoOf(bent(painted, bends)));
    let isSettled = true;
    for (const {middle, skin, share, before, place} of subjects) {
      const own = cropped(bends, photo.width, middle);
      const bend = bendTo(place, (more) =>
        current.placeOf(
          bent(
            before,
            own.map((value, pixel) => value + more * (share[pixel] as number)),
          ),
        ),
      );
      if (bend === 0) continue;
      isSettled = false;
      for (const [pixel, part] of skin.entries()) bends[pixel] = (bends[pixel] as number) + bend * part;
    }
    if (isSettled) break;
  }
  return bends;
}

/** The bend that brings a face as near to its place as it has to be; 0 if it is there. */
function bendTo(wanted: number, placeAt: (bend: number) => number): number {
  const place = placeAt(0);
  const nearest = Math.min(wanted + allowance, Math.max(wanted - allowance, place));
  if (nearest === place) return 0;
  let [lighter, darker] = [-strongest, strongest];
  for (let step = 0; step < solvingSteps; step++) {
    const bend = (lighter + darker) / 2;
    if (placeAt(bend) > nearest) lighter = bend;
    else darker = bend;
  }
  return (lighter + darker) / 2;
}

/** Share of a bend that dims, so that white paper gets darker too. */
const dimming = 0.5;

/** Above 0 a bend darkens, by a power and a factor; below 0 it lightens, by a power alone, which makes no veil of black. */
function bent(image: Oklab, bends: Float32Array): Oklab {
  const L = image.L.map((value, pixel) => {
    const bend = bends[pixel] as number;
    if (bend === 0) return value;
    return Math.max(0, value) ** Math.exp(bend) * Math.exp(-dimming * Math.max(0, bend));
  });
  return {...image, L};
}

interface Range {
  /** Mean luma of an image between the dark end (0) and the light end (1). */
  placeOf(image: Oklab): number;
}

/** From the 5th to the 95th percentile of luma. */
function rangeOf(photo: Photo): Range {
  const sorted = lumaOf(photo).toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  const [dark, light] = [at(0.05), at(0.95)];
  return {
    placeOf(image) {
      const luma = lumaOf(photoOf(image));
      const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
      return (mean - dark) / Math.max(1, light - dark);
    },
  };
}

/** Luma of ITU-R BT.601, 0–255. */
function lumaOf({width, height, data}: Photo): Float32Array {
  return Float32Array.from(
    {length: width * height},
    (_, pixel) =>
      0.299 * (data[3 * pixel] as number) +
      0.587 * (data[3 * pixel + 1] as number) +
      0.114 * (data[3 * pixel + 2] as number),
  );
}

/** The middle three fifths of a face, where there is skin only; undefined if the picture does not show it. */
function middleOf({x0, y0, x1, y1}: Box, {width, height}: Size): PixelBox | undefined {
  const between = (from: number, to: number, share: number): number => from + share * (to - from);
  const left = Math.max(0, Math.trunc(between(x0, x1, 0.2) * width));
  const right = Math.min(width, Math.trunc(between(x0, x1, 0.8) * width));
  const top = Math.max(0, Math.trunc(between(y0, y1, 0.2) * height));
  const bottom = Math.min(height, Math.trunc(between(y0, y1, 0.8) * height));
  return right > left && bottom > top ? {left, top, right, bottom} : undefined;
}

function cropOf({width, L, a, b}: Oklab, box: PixelBox): Oklab {
  const plane = (values: Float32Array): Float32Array => cropped(values, width, box);
  return {width: box.right - box.left, height: box.bottom - box.top, L: plane(L), a: plane(a), b: plane(b)};
}
