/** Prepares a picture: reads the images, plans the passes, and checks that they fit in memory. */
import {AppError} from '../../errors.ts';
import {type Photo, readPainted, readPhoto} from '../../images/photo.ts';
import type {PlanarImage} from '../../images/planar.ts';
import {limits, type RenderRequest, type StyleInput} from '../contract/protocol.ts';
import {planScales, type Scale} from '../contract/schedule.ts';
import {checkSettings} from '../contract/settings.ts';
import {costPerPixel} from '../encoders/encoder.ts';
import type {Engine, Pass} from '../engine.ts';
import {type ColorPlan, planColors} from '../look/colors.ts';
import {type Recipe, recipeFor, withoutSubject} from '../look/recipe.ts';
import {startImage} from '../look/start-image.ts';
import type {Face} from '../subject/face-detector.ts';
import {findFaces} from '../subject/find-faces.ts';
import {type CloseUp, planCloseUps} from './close-ups.ts';
import type {Stretch} from './progress-meter.ts';
import {checkMemory} from './size-check.ts';

export interface PreparedPicture {
  /** The photo, whose transparency the picture keeps. */
  photo: Photo;
  colors: ColorPlan;
  /** Coarsest first, at least one. */
  passes: readonly (Pass & Stretch)[];
  /** Of its small faces, painted after the passes. */
  closeUps: readonly (CloseUp & {pass: Stretch})[];
  /** The image that painting starts from, at the size of the first pass. */
  start: PlanarImage;
  /** Without the care for the subject if that was not wanted. */
  recipe: Recipe;
  /** The photo's faces, in shares of its sides. */
  faces: readonly Face[];
}

/** @throws AppError `BAD_IMAGE`, `BAD_OPTION`, `OUT_OF_MEMORY` */
export async function preparePicture(
  {content, styles, start, settings}: RenderRequest,
  engine: Engine,
  chosen: Recipe,
): Promise<PreparedPicture> {
  checkSettings(settings);
  const recipe = settings.subject === 'off' ? withoutSubject(chosen) : chosen;
  const photo = await readPhoto(content, 'The photo');
  const faces = recipe.faceWeight > 0 ? await findFaces(photo) : [];
  const colors = planColors(settings.colors, photo, await readStyles(styles), faces);
  const earlier = start && (await readPainted(start, 'The picture to go on from'));

  const plan = (size: number): Pass[] => {
    const scales = planScales(photo.width / photo.height, size, settings.quality, recipe);
    return engine.plan(settings.quality, earlier ? finerThan(scales, earlier) : scales);
  };
  const aspects = colors.styles.map((style) => style.photo.width / style.photo.height);
  checkMemory(settings, plan, aspects, recipe);
  const weighed = (pass: Pass): Pass & Stretch => ({...pass, costPerPixel: costOf(pass, recipe)});
  const passes = plan(settings.size).map(weighed);
  const from = earlier ?? colors.content;
  const grown = earlier ? {...recipe, start: 'photo' as const} : recipe;
  return {
    photo,
    colors,
    passes,
    closeUps: planCloseUps(faces, {photo, finished: passes.at(-1) as Pass}, recipe, {
      quality: settings.quality,
      engine,
    }).map((closeUp) => ({...closeUp, pass: weighed(closeUp.pass)})),
    recipe,
    faces,
    start: await startImage(from, passes[0] as Pass, settings.seed, grown),
  };
}

async function readStyles(styles: readonly StyleInput[]): Promise<{photo: Photo; share: number}[]> {
  const sum = styles.reduce((total, {weight}) => total + weight, 0);
  const valid =
    styles.length >= 1 && styles.length <= limits.maxStyles && styles.every(({weight}) => weight > 0);
  if (!valid || !Number.isFinite(sum)) {
    const received = `${styles.length} with weights ${styles.map(({weight}) => weight).join(', ')}`;
    throw new AppError(
      'BAD_OPTION',
      `styles: expected 1 to ${limits.maxStyles} images with weights above 0, received ${received}`,
    );
  }
  return Promise.all(
    styles.map(async ({image, weight}) => ({
      photo: await readPhoto(image, 'The style image'),
      share: weight / sum,
    })),
  );
}

/** The scales that are larger than the picture, or the finest one if none is. */
function finerThan(scales: readonly Scale[], {width, height}: Photo): Scale[] {
  const finer = scales.filter((scale) => scale.width * scale.height > width * height);
  return finer.length > 0 ? finer : scales.slice(-1);
}

function costOf({painter: {encoder}}: Pass, recipe: Recipe): number {
  const {wassersteinLayers, styleLayers} = recipeFor(recipe, encoder);
  return costPerPixel(encoder, [...wassersteinLayers, ...styleLayers].at(-1) as string);
}
