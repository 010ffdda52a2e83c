/**
 * Would people post this picture? Score = R^0.4 · S^0.6, halved when the photo's face is lost: how much of the photo can
 * be read, and how much of the painting is there, on layers that no recipe optimises. docs/engine.md says how far a blind
 * panel agrees.
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
  score: number;
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
  const score = readability.R ** 0.4 * S ** 0.6;
  return {
    ...readability,
    d,
    S,
    fine: highFrequencies(after.photo) / Math.max(highFrequencies(painting.photo), 1e-9),
    ...(face && {face}),
    score: face && isLost(face) ? score / 2 : score,
  };
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
