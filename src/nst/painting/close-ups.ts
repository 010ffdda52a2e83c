/**
 * Small faces are painted once more, enlarged, as a painter takes a finer brush for them. In a picture of 512 pixels a
 * stroke is as broad as the mouth of somebody in a group. What was painted keeps the colours and tones of the picture around
 * it; only the detail is taken from the close-up, and it fades out around the face.
 */
import {resizePart} from '../../images/photo.ts';
import {type PlanarImage, resizePlanar} from '../../images/planar.ts';
import type {Quality, RenderProgress} from '../contract/protocol.ts';
import type {Size} from '../contract/size.ts';
import type {Engine, Pass} from '../engine.ts';
import {blurred, cropped, type PixelBox} from '../look/planes.ts';
import type {Recipe} from '../look/recipe.ts';
import {startImage} from '../look/start-image.ts';
import type {Face} from '../subject/face-detector.ts';
import {type Easel, paintPass} from './paint-pass.ts';
import type {Stretch} from './progress-meter.ts';

/** Faces whose longer side has fewer pixels are small: larger ones look smoother as they are. */
const small = 64;
/** Of a face in the photo, pixels: in a smaller one there is nothing to see, enlarged or not. */
const leastDetail = 16;
/** The largest of the small faces. Each costs as much as six evaluations of a picture of 512 pixels. */
const most = 6;
/** Sides of a close-up: in sides of the face, and in pixels. */
const reach = 2.2;
const closeUpSide = 192;
/**
 * How much more the content weighs than in the picture: for a face of half the pixels or fewer, where a stroke more is a
 * feature less, and falling to 1 for the largest, which are to look painted.
 */
const mostContentGain = 3;
/** Half axes of the ellipse that is taken from a close-up, in half sides of the face, and the share of them that is even. */
const shown = 1.5;
const even = 0.65;
/** The picture's colours and tones are kept where they change slower than over this share of the face's side. */
const keptDetail = 1 / 6;

export interface CloseUp {
  face: Face;
  /** In pixels of the finished picture. */
  box: PixelBox;
  /** Factor of the content's weight. */
  contentGain: number;
  pass: Pass;
}

/** @param faces in shares of the photo's sides */
export function planCloseUps(
  faces: readonly Face[],
  {photo, finished}: {photo: Size; finished: Size},
  {closeUpEvaluations: evaluations}: Recipe,
  {quality, engine}: {quality: Quality; engine: Pick<Engine, 'plan'>},
): CloseUp[] {
  if (evaluations === 0) return [];
  const sideIn = ({x0, y0, x1, y1}: Face, {width, height}: Size): number =>
    Math.max((x1 - x0) * width, (y1 - y0) * height);
  const side = Math.min(closeUpSide, finished.width, finished.height);
  // The compact encoder, where there is one, does well what is this small.
  const planned = engine.plan(quality === 'high' ? 'high' : 'draft', [
    {width: side, height: side, evaluations},
  ]);
  return faces
    .filter((face) => sideIn(face, finished) < small && sideIn(face, photo) >= leastDetail)
    .toSorted((one, other) => sideIn(other, finished) - sideIn(one, finished))
    .slice(0, most)
    .flatMap((face) => {
      const pixels = sideIn(face, finished);
      const box = boxAround(face, pixels, finished);
      return planned.map((pass) => ({face, pass, box, contentGain: contentGainOf(pixels)}));
    });
}

function contentGainOf(pixels: number): number {
  return 1 + (mostContentGain - 1) * Math.min(1, (2 * (small - pixels)) / small);
}

/** A square around a face, moved into the picture where it would lie outside. */
function boxAround({x0, y0, x1, y1}: Face, side: number, {width, height}: Size): PixelBox {
  const length = Math.min(width, height, Math.round(reach * side));
  const startOf = (centre: number, whole: number): number =>
    Math.min(whole - length, Math.max(0, Math.round(centre * whole - length / 2)));
  const [left, top] = [startOf((x0 + x1) / 2, width), startOf((y0 + y1) / 2, height)];
  return {left, top, right: left + length, bottom: top + length};
}

/**
 * Paints the close-ups into the picture. Yields progress without frames.
 * @throws `signal.reason` on abort; the picture's last checkpoint stays
 */
export async function* paintCloseUps(
  picture: PlanarImage,
  closeUps: readonly (CloseUp & {pass: Stretch})[],
  easel: Easel,
  signal: AbortSignal,
): AsyncGenerator<RenderProgress, PlanarImage> {
  if (closeUps.length === 0) return picture;
  const data = Float32Array.from(picture.data);
  for (const {face, box, pass, contentGain} of closeUps) {
    const part = sharesOf(box, picture);
    const content = await resizePart(easel.colors.content, part, pass);
    const recipe = {...easel.recipe, contentWeight: contentGain * easel.recipe.contentWeight};
    const closer: Easel = {
      ...easel,
      recipe,
      colors: {...easel.colors, content},
      faces: [within(face, part)],
      frames: {takeIfDue: async () => undefined},
      checkpoints: {load: async () => undefined, save: async () => {}, saveIfDue: async () => {}},
    };
    const from = await startImage(content, pass, easel.settings.seed, {...recipe, start: 'photo'});
    const start = {pass, index: 0, from, saved: undefined, contentGain: 1};
    const {image} = yield* paintPass(start, closer, signal);
    const length = box.right - box.left;
    putIn({...picture, data}, await resizePlanar(image, length, length), box, face, easel.settings.strength);
  }
  return {...picture, data};
}

function sharesOf({left, top, right, bottom}: PixelBox, {width, height}: Size): Omit<Face, 'p'> {
  return {x0: left / width, y0: top / height, x1: right / width, y1: bottom / height};
}

/** The face in shares of a part's sides. */
function within({p, ...face}: Face, part: Omit<Face, 'p'>): Face {
  const [width, height] = [part.x1 - part.x0, part.y1 - part.y0];
  return {
    p,
    x0: (face.x0 - part.x0) / width,
    y0: (face.y0 - part.y0) / height,
    x1: (face.x1 - part.x0) / width,
    y1: (face.y1 - part.y0) / height,
  };
}

/** Changes `picture`. @param strength of the style; above 1 less is taken from a close-up */
function putIn(
  picture: PlanarImage,
  closeUp: PlanarImage,
  box: PixelBox,
  face: Face,
  strength: number,
): void {
  const {width, height} = picture;
  const size = {width: closeUp.width, height: closeUp.height};
  const plane = size.width * size.height;
  const half = {x: ((face.x1 - face.x0) / 2) * width, y: ((face.y1 - face.y0) / 2) * height};
  const centre = {x: face.x0 * width + half.x - box.left, y: face.y0 * height + half.y - box.top};
  const radius = Math.max(1, Math.round(2 * keptDetail * Math.max(half.x, half.y)));
  for (let channel = 0; channel < 3; channel++) {
    const whole = picture.data.subarray(channel * width * height, (channel + 1) * width * height);
    const fine = closeUp.data.subarray(channel * plane, (channel + 1) * plane);
    const under = cropped(whole, width, box);
    const tone = blurred(
      under.map((value, pixel) => value - (fine[pixel] as number)),
      size,
      radius,
    );
    for (let pixel = 0; pixel < plane; pixel++) {
      const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
      const r = Math.hypot((x + 0.5 - centre.x) / half.x, (y + 0.5 - centre.y) / half.y) / shown;
      const share = Math.min(1, Math.max(0, (1 - r) / (1 - even))) / Math.max(1, strength);
      const [below, above] = [under[pixel] as number, (fine[pixel] as number) + (tone[pixel] as number)];
      whole[(y + box.top) * width + x + box.left] = below + share * (Math.min(1, Math.max(0, above)) - below);
    }
  }
}
