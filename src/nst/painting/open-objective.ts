/** The objective of one pass: targets measured at its size, weights, and where the photo's subject is. */

import type {RenderSettings} from '../contract/protocol.ts';
import type {Size} from '../contract/size.ts';
import {parseLayerName} from '../encoders/encoder.ts';
import type {Pass} from '../engine.ts';
import type {ColorPlan} from '../look/colors.ts';
import {withContentGain} from '../look/content-gain.ts';
import {type Recipe, recipeFor, weighTerms} from '../look/recipe.ts';
import {measureContent, measureStyles} from '../look/targets.ts';
import {
  type Objective,
  type ObjectiveSpec,
  subjectMaps,
  type Targets,
  type TermWeights,
} from '../objective/objective.ts';
import type {Box} from '../subject/face-detector.ts';
import {withSaliency} from '../subject/saliency.ts';
import {subjectMap} from '../subject/subject-map.ts';

/** What a picture is painted from. */
export interface Sitting {
  settings: RenderSettings;
  recipe: Recipe;
  colors: ColorPlan;
  /** The photo's faces, in shares of its sides. */
  faces: readonly Box[];
}

/** @param contentGain see `content-gain.ts` */
export async function openObjective(
  pass: Pass,
  {settings: {size: finest, strength, styleScale}, recipe, colors: {content, styles}, faces}: Sitting,
  contentGain: number,
): Promise<{objective: Objective; weights: TermWeights}> {
  const {painter, width, height} = pass;
  const fitting = recipeFor(withContentGain(recipe, contentGain), painter.encoder);
  const targets = {
    ...(await measureContent(painter, pass, content, fitting)),
    ...(await measureStyles(painter, pass, styles, styleScale, fitting)),
  };
  const side = Math.max(width, height);
  const isCoarsest = side <= recipe.coarsestSize && side < finest;
  const weights = weighTerms(fitting, targets, strength, isCoarsest);
  const spec = {...fitting, width, height, subjectMap: faces.length > 0 || recipe.saliency > 0};
  const compared = {...targets, ...subjectsOf(spec, targets, faces, fitting)};
  return {objective: await painter.backend.createObjective(spec, compared, weights), weights};
}

/** The subject maps of a specification, each at the size of its layer. */
function subjectsOf(
  spec: ObjectiveSpec,
  targets: Targets,
  faces: readonly Box[],
  {faceWeight, saliency}: Recipe,
): Record<string, Float32Array> {
  const sizeOf = (name: string): Size => {
    const poolings = parseLayerName(name.replace('subject:', '')).block - 1;
    return {width: spec.width >> poolings, height: spec.height >> poolings};
  };
  return Object.fromEntries(
    subjectMaps(spec).map((name) => {
      const features = targets[name.replace('subject:', 'content:')] as Float32Array;
      return [name, withSaliency(subjectMap(sizeOf(name), faces, faceWeight), features, saliency)];
    }),
  );
}
