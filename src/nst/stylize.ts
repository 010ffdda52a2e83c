/**
 * The engine's main function: paints one picture, coarse to fine, and tells how it is going after every evaluation.
 * Invariants: every objective is disposed before the next is made; the signal is honoured between runs.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {AppError} from '../errors.ts';
import {fingerprintOf, openCheckpoints, type Progress} from './checkpoint.ts';
import {type ColorPlan, planColors} from './colors.ts';
import {costPerPixel} from './encoder.ts';
import type {Engine, Pass} from './engine.ts';
import {encodeFrame, encodePng, type Photo, readPhoto, resizePlanar, toEightBits} from './image.ts';
import {createLbfgs} from './lbfgs.ts';
import type {Judgement, Objective, TermWeights} from './objective.ts';
import {createProgressMeter} from './progress-meter.ts';
import {
  limits,
  type RenderEvent,
  type RenderRequest,
  type RenderSettings,
  type StyleInput,
} from './protocol.ts';
import {defaultRecipe, type Recipe, recipeFor, weighTerms} from './recipe.ts';
import {pixelIterations, planScales, type Scale, sizeWithin} from './schedule.ts';
import {checkSettings} from './settings.ts';
import {checkMemory} from './size-check.ts';
import {startImage} from './start-image.ts';
import {measureContent, measureStyles} from './targets.ts';

/** Longest side of a progress frame, pixels. */
const maxFrameSide = 1024;

/**
 * Paints `request.content` in the style of `request.styles`. Yields `progress` after every evaluation, with a frame
 * about every `frameEveryMs`, and ends with one `done`.
 * @throws AppError `BAD_IMAGE`, `BAD_OPTION`; `signal.reason` on abort, after the state was saved
 */
export async function* stylize(
  request: RenderRequest,
  engine: Engine,
  signal: AbortSignal,
  recipe: Recipe = defaultRecipe,
): AsyncGenerator<RenderEvent> {
  const {settings, frameEveryMs} = request;
  const startedMs = performance.now();
  checkSettings(settings);
  const photo = await readPhoto(request.content, 'The photo');
  const colors = planColors(settings.colors, photo, await readStyles(request.styles), recipe.contentPalette);
  const earlier = request.start ? await readPhoto(request.start, 'The picture to go on from') : undefined;

  const plan = (size: number): Pass[] => {
    const scales = planScales(photo.width / photo.height, size, settings.quality, recipe);
    return engine.plan(settings.quality, earlier ? finerThan(scales, earlier) : scales);
  };
  const aspects = colors.styles.map((style) => style.photo.width / style.photo.height);
  checkMemory(settings, plan, aspects, recipe);
  const passes = plan(settings.size).map((pass) => ({...pass, costPerPixel: costOf(pass, recipe)}));
  const {width, height} = passes.at(-1) as Pass;
  const frameSize = sizeWithin(width / height, Math.min(maxFrameSide, Math.max(width, height)));
  const meter = createProgressMeter(passes);
  const checkpoints = openCheckpoints(request.checkpointFile, fingerprintOf(request, passes, recipe));
  const resumed = await checkpoints.load();
  const secondsSpent = (): number => (resumed?.seconds ?? 0) + (performance.now() - startedMs) / 1000;
  let lastFrameMs = performance.now();
  let delivered: Judgement | undefined;
  let tiles: number | undefined;

  let image = await startImage(earlier ?? colors.content, passes[0] as Pass, settings.seed, {
    ...recipe,
    ...(earlier && {start: 'photo'}),
  });
  for (const [index, pass] of passes.entries()) {
    if (resumed && index < resumed.pass) {
      meter.skip(pass, pass.evaluations);
      continue;
    }
    signal.throwIfAborted();
    const saved = index === resumed?.pass ? resumed : undefined;
    if (saved) meter.skip(pass, saved.step);
    else if (pass.width !== image.width || pass.height !== image.height)
      image = await resizePlanar(image, pass.width, pass.height);
    image = {width: pass.width, height: pass.height, data: image.data};

    const {objective, weights} = await preparePass(pass, colors, settings, recipe);
    tiles = objective.tiles;
    try {
      const {lbfgsHistory: wanted} = recipe;
      const history = engine.memory?.historyFor(pass, wanted) ?? wanted;
      const clamp = recipe.lbfgsBounds === 'clamp';
      const optimizer = createLbfgs(
        image.data,
        {history, firstStep: 0.01, maxStep: 0.25, clamp},
        saved?.state,
      );
      let step = saved?.step ?? 0;
      const progress = (): Progress => ({
        pass: index,
        step,
        seconds: secondsSpent(),
        state: optimizer.save(),
      });
      for (;;) {
        // Lets messages of this process, such as a cancellation, arrive between blocking runs.
        await nextTurn();
        if (signal.aborted) await checkpoints.save(progress);
        signal.throwIfAborted();
        if (step === pass.evaluations) break;
        const beforeMs = performance.now();
        const evaluation = await unlessAborted(objective.evaluate(optimizer.point(), signal), signal);
        if (!evaluation) continue;
        optimizer.next(evaluation);
        const evaluationMs = performance.now() - beforeMs;
        step += 1;

        let frame: Uint8Array | undefined;
        const best = optimizer.best();
        if (best && frameEveryMs > 0 && performance.now() - lastFrameMs >= frameEveryMs) {
          lastFrameMs = performance.now();
          const finished = await colors.finish(toEightBits({...image, data: best.point}));
          frame = await encodeFrame(finished, frameSize.width, frameSize.height);
        }
        const judged = weigh(evaluation, weights);
        yield {type: 'progress', ...meter.advance(pass, evaluationMs), ...judged, ...(frame && {frame})};
        await checkpoints.saveIfDue(progress);
      }
      const best = optimizer.best();
      if (best) image = {...image, data: best.point};
      delivered = best && weigh(best, weights);
    } finally {
      await objective.dispose();
    }
  }

  const picture = await encodePng(await colors.finish(toEightBits(image)));
  yield {
    type: 'done',
    image: picture,
    record: {
      settings,
      seconds: secondsSpent(),
      ...meter.totals(),
      pixelIterations: pixelIterations(passes),
      width,
      height,
      device: engine.device,
      encoder: [...new Set(passes.map(({painter}) => painter.encoder.name))].join(' + '),
      ...(delivered as Judgement),
      ...(tiles !== undefined && {tiles}),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
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

/** The scales that still have something to add to a picture, at least the finest. */
function finerThan(scales: readonly Scale[], {width, height}: Photo): Scale[] {
  const finer = scales.filter((scale) => scale.width * scale.height > width * height);
  return finer.length > 0 ? finer : scales.slice(-1);
}

function costOf({painter: {encoder}}: Pass, recipe: Recipe): number {
  return costPerPixel(encoder, recipeFor(recipe, encoder).styleLayers.at(-1) as string);
}

/** Measures the targets at this size and compiles the objective. */
async function preparePass(
  pass: Pass,
  {content, styles}: ColorPlan,
  {size: finest, strength, styleScale}: RenderSettings,
  recipe: Recipe,
): Promise<{objective: Objective; weights: TermWeights}> {
  const {painter, width, height} = pass;
  const fitted = recipeFor(recipe, painter.encoder);
  const targets = {
    ...(await measureContent(painter, pass, content, fitted)),
    ...(await measureStyles(painter, pass, styles, styleScale, fitted)),
  };
  const side = Math.max(width, height);
  const weights = weighTerms(fitted, targets, strength, side <= recipe.coarsestSize && side < finest);
  return {
    objective: await painter.backend.createObjective({...fitted, width, height}, targets, weights),
    weights,
  };
}

/** Undefined when the signal put an end to it. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

/** A judgement in the units of the total. */
function weigh({loss, terms}: Judgement, weights: TermWeights): Judgement {
  const weighted = Object.entries(terms).map(([name, term]) => [name, term * (weights[name] ?? 0)] as const);
  return {loss, terms: Object.fromEntries(weighted)};
}
