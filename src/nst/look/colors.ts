/**
 * Decides whose colours the picture has. `style`: the painting's, even if that is a
 * drawing in one tint. `match`: the painting is first recoloured with the
 * photo's palette. `keep`: only light and dark are painted, and the photo's hues are put back. `match` and `keep` follow
 * Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer" (arXiv 1606.05897), in OKLab instead of RGB.
 * In every mode faces keep their place between dark and light.
 */
import {type Photo, resizePhoto} from '../../images/photo.ts';
import type {ColorMode} from '../contract/protocol.ts';
import type {Box} from '../subject/face-detector.ts';
import {withFaceTones} from './color/face-tone.ts';
import {oklabOf, photoOf} from './color/oklab.ts';
import {grayLike, grayOf, matchPalette} from './color/palette.ts';
import {withHuesOf} from './color/photo-hues.ts';
import {tinted, tintOf} from './color/tint.ts';

/** A painting and its share in a blend. */
interface Shared {
  photo: Photo;
  share: number;
}

export interface ColorPlan {
  /** The images to optimise with. */
  content: Photo;
  styles: readonly Shared[];
  /** Turns a painted picture, of any size, into the one to show. */
  finish(painted: Photo): Promise<Photo>;
}

/**
 * @param styles shares add up to 1
 * @param faces the photo's, in shares of its sides
 */
export function planColors(
  mode: ColorMode,
  content: Photo,
  styles: readonly Shared[],
  faces: readonly Box[] = [],
): ColorPlan {
  const recolored = (change: (photo: Photo) => Photo): Shared[] =>
    styles.map(({photo, share}) => ({photo: change(photo), share}));
  const finish = (picture: Photo): Promise<Photo> => withFaceTones(picture, content, faces);
  if (mode === 'match') return {content, styles: recolored((style) => matchPalette(style, content)), finish};
  if (mode === 'keep') {
    return {
      content: grayOf(content),
      styles: recolored((style) => grayLike(style, content)),
      finish: async (painted) => finish(await withHues(painted, content)),
    };
  }
  const tint = tintOf(styles);
  return {content, styles, finish: async (painted) => finish(tint ? tinted(painted, tint) : painted)};
}

async function withHues(painted: Photo, content: Photo): Promise<Photo> {
  const original = await resizePhoto(content, painted.width, painted.height);
  return photoOf(withHuesOf(oklabOf(original), oklabOf(painted)));
}
