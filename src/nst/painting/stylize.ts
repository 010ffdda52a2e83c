/** The engine's main function: paints one picture, coarse to fine, and reports progress after every evaluation. */

import {encodePng, withAlphaOf} from '../../images/photo.ts';
import {toEightBits} from '../../images/planar.ts';
import type {RenderDone, RenderEvent, RenderRequest} from '../contract/protocol.ts';
import {pixelIterations} from '../contract/schedule.ts';
import type {Engine, Pass} from '../engine.ts';
import {nextContentGain} from '../look/content-gain.ts';
import {defaultRecipe, type Recipe} from '../look/recipe.ts';
import {subjectShare} from '../subject/subject-map.ts';
import {fingerprintOf, openCheckpoints} from './checkpoint.ts';
import {paintCloseUps} from './close-ups.ts';
import {followStrokes} from './follow-strokes.ts';
import {createFrames} from './frames.ts';
import {type Easel, type PaintedPass, paintPass} from './paint-pass.ts';
import {type PreparedPicture, preparePicture} from './prepare.ts';
import {createProgressMeter} from './progress-meter.ts';
import {recallFaces} from './recall-faces.ts';

/**
 * Paints `request.content` in the style of `request.styles`. Yields `progress` after every evaluation, with a frame
 * about every `frameEveryMs`, and ends with one `done`.
 * @throws AppError `BAD_IMAGE`, `BAD_OPTION`; `signal.reason` on abort, after the state has been saved
 */
export async function* stylize(
  request: RenderRequest,
  engine: Engine,
  signal: AbortSignal,
  chosen: Recipe = defaultRecipe,
): AsyncGenerator<RenderEvent> {
  const startedMs = performance.now();
  const picture = await preparePicture(request, engine, chosen);
  const {passes, closeUps, colors, recipe} = picture;
  const checkpoints = openCheckpoints(request.checkpointFile, fingerprintOf(request, picture));
  const resumed = await checkpoints.load();
  const easel: Easel = {
    settings: request.settings,
    recipe,
    colors,
    faces: picture.faces,
    meter: createProgressMeter([...passes, ...closeUps.map(({pass}) => pass)]),
    frames: createFrames(colors, passes.at(-1) as Pass, request.frameEveryMs),
    checkpoints,
    historyFor: (pass) => engine.memory?.historyFor(pass, recipe.lbfgsHistory) ?? recipe.lbfgsHistory,
    secondsSpent: () => (resumed?.seconds ?? 0) + (performance.now() - startedMs) / 1000,
  };

  let painted: PaintedPass | undefined;
  let contentGain = resumed?.contentGain ?? 1;
  for (const [index, pass] of passes.entries()) {
    if (resumed && index < resumed.pass) {
      easel.meter.skip(pass, pass.evaluations);
      continue;
    }
    signal.throwIfAborted();
    const from = painted?.image ?? picture.start;
    const saved = index === resumed?.pass ? resumed : undefined;
    painted = yield* paintPass({pass, index, from, saved, contentGain}, easel, signal);
    if (Math.max(pass.width, pass.height) > recipe.coarsestSize)
      contentGain = nextContentGain(
        contentGain,
        painted.judgement.terms,
        pass.painter.encoder,
        recipe,
        request.settings.strength,
      );
  }
  if (!painted) throw new Error('expected a plan with at least one pass');
  const image = yield* paintCloseUps(painted.image, closeUps, easel, signal);
  yield await finish({...painted, image}, picture, easel, engine.device);
}

async function finish(
  {image, judgement, tiles}: PaintedPass,
  {photo, passes, closeUps, colors, faces}: PreparedPicture,
  {settings, meter, historyFor, recipe, secondsSpent}: Easel,
  device: string,
): Promise<RenderDone> {
  const strokes = toEightBits(followStrokes(image, recipe.strokeLength));
  const painting = await recallFaces(strokes, colors.content, faces, settings.strength);
  const png = await encodePng(await withAlphaOf(await colors.finish(painting), photo));
  const history = historyFor(passes.at(-1) as Pass);
  return {
    type: 'done',
    image: png,
    record: {
      settings,
      seconds: secondsSpent(),
      ...meter.totals(),
      pixelIterations: pixelIterations([...passes, ...closeUps.map(({pass}) => pass)]),
      width: image.width,
      height: image.height,
      device,
      encoder: [...new Set(passes.map(({painter}) => painter.encoder.name))].join(' + '),
      ...judgement,
      faces: faces.length,
      subjectShare: subjectShare(faces),
      ...(tiles !== undefined && {tiles}),
      ...(history < recipe.lbfgsHistory && {lbfgsHistory: history}),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}
