/**
 * Would people post this picture? How much of the photo can be read, and how much of the painting is there, on layers that
 * no recipe optimises, in two figures. The score tells a picture that lost its photo from one that kept it. The liking
 * tells which of two readable pictures people choose. docs/engine.md says how far blind panels agree.
 */
import type {Photo} from '../../src/images/photo.ts';
import type {Backend} from '../../src/nst/objective/objective.ts';
import type {FaceDetector} from '../../src/nst/subject/face-detector.ts';
import {bestFace, type FaceVerdict, isLost, judgeFace} from './faces.ts';
import {judgedSize, type Seen, see, seeStyle, styleLayers} from './features.ts';
import {highFrequencies} from './luminance.ts';
import {type Readability, readabilityOf} from './readability.ts';

export interface Verdict extends Readability {
  /** Held-out Gram distance, mean over the layers of ‖G − Gₛ‖ / ‖Gₛ‖. */
  d: number;
  /** exp(−(d − 0.15) / 0.3), at most 1. */
  S: number;
  /** High frequencies over the style's own; less is cleaner. */
  fine: number;
  /** Of the photo's best face, if there is one. */
  face?: FaceVerdict;
  /** R^0.4 · S^0.6, halved when the face is lost. */
  score: number;
  /** See `likingOf`; halved when the face is lost. */
  liking: number;
}

export interface Judged {
  photo: Photo;
  style: Photo;
  picture: Photo;
}

/** @param backend the full VGG19 */
export async function judge(
  backend: Backend,
  detector: FaceDetector,
  {photo, style, picture}: Judged,
): Promise<Verdict> {
  const size = judgedSize(photo);
  const [before, after] = [await see(backend, photo, size), await see(backend, picture, size)];
  const painting = await seeStyle(backend, style, size);
  const {cosines5, ...readability} = readabilityOf(before, after);
  const d = styleDistance(after.grams, painting.grams);
  const S = Math.min(1, Math.exp(-(d - 0.15) / 0.3));
  const own = bestFace(await detector.detect(photo));
  const face =
    own &&
    judgeFace(own, await detector.detect(picture), cosines5, {photo: before.photo, picture: after.photo});
  const fine = highFrequencies(after.photo) / Math.max(highFrequencies(painting.photo), 1e-9);
  const whole = face && isLost(face) ? 0.5 : 1;
  return {
    ...readability,
    d,
    S,
    fine,
    ...(face && {face}),
    score: whole * readability.R ** 0.4 * S ** 0.6,
    liking: whole * likingOf({R: readability.R, d, fine}),
  };
}

/**
 * Fitted to a blind panel of 41 pairs of pictures: once a photo can be read, people choose the picture with more of the
 * painting and less noise, and no longer the more readable one.
 */
export function likingOf({R, d, fine}: Pick<Verdict, 'R' | 'd' | 'fine'>): number {
  const readable = Math.min(R, 0.65) / 0.65;
  return readable ** 0.4 * Math.exp((-0.6 * d) / 0.3) * Math.exp(-0.3 * Math.max(0, fine - 0.4));
}

function styleDistance(own: Seen['grams'], style: Seen['grams']): number {
  const distances = styleLayers.map((layer) => {
    const [a, b] = [own[layer], style[layer]];
    let [difference, norm] = [0, 0];
    for (let index = 0; index < b.length; index++) {
      difference += ((a[index] as number) - (b[index] as number)) ** 2;
      norm += (b[index] as number) ** 2;
    }
    return Math.sqrt(difference / norm);
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}
