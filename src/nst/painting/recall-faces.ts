/**
 * Faces stay faces. Every face gets a thin glaze of the photo, which mends mouths and eyes that the strokes distort. One
 * that the detector does not find in the picture, because the painting's own shapes are as large as eyes, gets a glaze as
 * thick as it takes to be found again.
 */
import {type Photo, resizePhoto} from '../../images/photo.ts';
import {sizeWithin} from '../contract/schedule.ts';
import type {Size} from '../contract/size.ts';
import {oklabOf, photoOf} from '../look/color/oklab.ts';
import {type Face, type FaceDetector, overlap} from '../subject/face-detector.ts';
import {withFaceDetector} from '../subject/find-faces.ts';

/** Longest side at which glazes are tried, pixels; the detector sees no more. */
const triedSide = 256;
/** Shares of the photo in a glaze, in the order they are tried. */
const thin = 0.25;
const thicker = [0.4, 0.55, 0.7] as const;
/** Of a face that no glaze brings back: people see more than the detector. */
const blind = thicker[0];
/** Least probability of a face that was found again, and how little its box may overlap (intersection over union). */
const seen = {probability: 0.5, overlap: 0.3};

/**
 * @param photo of any size
 * @param faces the photo's, in shares of its sides
 * @param strength of the style; glazes get thinner above 1
 */
export async function recallFaces(
  picture: Photo,
  photo: Photo,
  faces: readonly Face[],
  strength: number,
  open?: () => Promise<FaceDetector>,
): Promise<Photo> {
  if (faces.length === 0) return picture;
  const glazes = await withFaceDetector(
    (detector) => glazesFor(detector, picture, photo, faces, strength),
    faces.map(() => thin),
    open,
  );
  return glazed(picture, photo, faces, glazes, strength);
}

/** The share of the photo for each face. */
async function glazesFor(
  detector: FaceDetector,
  picture: Photo,
  photo: Photo,
  faces: readonly Face[],
  strength: number,
): Promise<number[]> {
  const longest = Math.min(triedSide, Math.max(picture.width, picture.height));
  const {width, height} = sizeWithin(picture.width / picture.height, longest);
  const small = await resizePhoto(picture, width, height);
  const foundIn = async (image: Photo): Promise<boolean[]> => {
    const found = (await detector.detect(image)).filter(({p}) => p >= seen.probability);
    return faces.map((face) => found.some((other) => overlap(other, face) >= seen.overlap));
  };
  // Of the faces that are seen in the photo only from near, nothing can be told at this size.
  const before = await foundIn(await resizePhoto(photo, width, height));
  let glazes = faces.map((): number => thin);
  const lost = async (): Promise<boolean[]> => {
    const after = await foundIn(await glazed(small, photo, faces, glazes, strength));
    return faces.map((_, index) => before[index] === true && after[index] === false);
  };
  let isLost = await lost();
  for (const next of thicker) {
    if (!isLost.includes(true)) return glazes;
    glazes = glazes.map((glaze, index) => (isLost[index] ? next : glaze));
    isLost = await lost();
  }
  return glazes.map((glaze, index) => (isLost[index] ? blind : glaze));
}

async function glazed(
  picture: Photo,
  photo: Photo,
  faces: readonly Face[],
  glazes: readonly number[],
  strength: number,
): Promise<Photo> {
  const {width, height} = picture;
  const shares = new Float32Array(width * height);
  for (const [index, face] of faces.entries()) {
    const glaze = glazes[index] as number;
    spread(shares, picture, face, {
      share: glaze / Math.max(1, strength),
      reach: glaze > thin ? reach.thick : reach.thin,
    });
  }
  const from = shares.findIndex((share) => share > 0);
  if (from < 0) return picture;
  // Most of a picture is no face, and OKLab costs more than anything else here.
  const top = Math.floor(from / width);
  const bottom = Math.floor(shares.findLastIndex((share) => share > 0) / width) + 1;
  const rowsOf = ({data}: Photo): Photo => ({
    width,
    height: bottom - top,
    data: data.subarray(3 * width * top, 3 * width * bottom),
  });
  const [under, over] = [oklabOf(rowsOf(picture)), oklabOf(rowsOf(await resizePhoto(photo, width, height)))];
  const mixed = (one: Float32Array, other: Float32Array): Float32Array =>
    one.map(
      (value, pixel) => value + (shares[pixel + top * width] as number) * ((other[pixel] as number) - value),
    );
  const planes = {L: mixed(under.L, over.L), a: mixed(under.a, over.a), b: mixed(under.b, over.b)};
  const data = Uint8Array.from(picture.data);
  data.set(photoOf({...under, ...planes}).data, 3 * width * top);
  return {...picture, data};
}

/**
 * Radius of a glaze, in half sides of the face's box. A thin one stays inside the face, or the photo's background would
 * show as a pale veil around the head; to be found again, a face needs its hair and outline too.
 */
const reach = {thin: 1.15, thick: 1.8};
/** Share of the radius inside which the glaze is even. */
const even = 0.6;

/** Raises the map to `share` in an ellipse around the face that fades out. */
function spread(
  map: Float32Array,
  {width, height}: Size,
  {x0, y0, x1, y1}: Face,
  {share, reach}: {share: number; reach: number},
): void {
  const centre = {x: ((x0 + x1) / 2) * width, y: ((y0 + y1) / 2) * height};
  const radius = {x: ((x1 - x0) / 2) * width * reach, y: ((y1 - y0) / 2) * height * reach};
  for (let y = Math.max(0, Math.floor(centre.y - radius.y)); y < Math.min(height, centre.y + radius.y); y++) {
    for (
      let x = Math.max(0, Math.floor(centre.x - radius.x));
      x < Math.min(width, centre.x + radius.x);
      x++
    ) {
      const r = Math.hypot((x + 0.5 - centre.x) / radius.x, (y + 0.5 - centre.y) / radius.y);
      const part = Math.min(1, Math.max(0, (1 - r) / (1 - even)));
      const pixel = y * width + x;
      map[pixel] = Math.max(map[pixel] as number, share * part);
    }
  }
}
