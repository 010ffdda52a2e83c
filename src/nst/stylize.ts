/**
 * The engine's main function: paints one picture, coarse to fine, and tells how it is going after every evaluation.
 * Invariants: every objective is disposed before the next is made; the signal is honoured between evaluations.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {planColors} from './colors.ts';
import {costPerPixel} from './encoder.ts';
import type {Engine, Pass} from './engine.ts';
import {
  encodeFrame,
  encodePng,
  type Photo,
  readPhoto,
  resizePhoto,
  resizePlanar,
  toEightBits,
  toPlanar,
} from './image.ts';
import {createLbfgs} from './lbfgs.ts';
import type {Evaluation, Objective, PlanarImage, Targets, TermWeights} from './objective.ts';
import {createProgressMeter} from './progress-meter.ts';
import type {RenderEvent, RenderRequest, RenderSettings} from './protocol.ts';
import {randomSource} from './random.ts';
import {layersOf, recipe, weighTerms} from './recipe.ts';
import {pixelIterations, planScales, type Scale, sizeOfArea, sizeWithin} from './schedule.ts';
import {checkSettings} from './settings.ts';

const lbfgsOptions = {history: 10, firstStep: 0.01, maxStep: 0.25};

/** Standard deviation of the seeded noise the start is mixed with, in units of the 0–1 range. */
const startNoise = 0.1;

/** Longest side of a progress frame, pixels. */
const maxFrameSide = 1024;

/**
 * Paints `request.content` in the style of `request.style`. Yields `progress` after every evaluation, with a frame
 * about every `frameEveryMs`, and ends with one `done`.
 * @throws AppError `BAD_IMAGE`, `BAD_OPTION`; `signal.reason` on abort
 */
export async function* stylize(
  request: RenderRequest,
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<RenderEvent> {
  const {settings, frameEveryMs} = request;
  const startedMs = performance.now();
  checkSettings(settings);
  const photo = await readPhoto(request.content, 'The photo');
  const painting = await readPhoto(request.style, 'The style image');
  const colors = planColors(settings.colors, photo, painting);

  const scales = planScales(photo.width / photo.height, settings.size, settings.quality);
  const passes = engine.plan(settings.quality, scales).map((pass) => ({...pass, costPerPixel: costOf(pass)}));
  const {width, height} = passes.at(-1) as Pass;
  const frameSize = sizeWithin(width / height, Math.min(maxFrameSide, Math.max(width, height)));
  const meter = createProgressMeter(passes);
  let lastFrameMs = performance.now();
  let delivered: Judgement | undefined;

  let image = await startImage(colors.content, passes[0] as Pass, settings.seed);
  for (const pass of passes) {
    signal.throwIfAborted();
    if (pass.width !== image.width || pass.height !== image.height)
      image = await resizePlanar(image, pass.width, pass.height);
    const {objective, weights} = await preparePass(pass, colors, settings);
    try {
      const optimizer = createLbfgs(image.data, lbfgsOptions);
      let best: {point: Float32Array; judgement: Judgement} | undefined;
      let point = image.data;
      for (let step = 0; step < pass.evaluations; step++) {
        // Lets messages of this process, such as a cancellation, arrive between blocking runs.
        await nextTurn();
        signal.throwIfAborted();
        const beforeMs = performance.now();
        const evaluation = await objective.evaluate(point);
        const evaluationMs = performance.now() - beforeMs;
        const judgement = {loss: evaluation.loss, terms: weigh(evaluation.terms, weights)};
        if (!best || judgement.loss < best.judgement.loss) best = {point, judgement};
        const progress = meter.advance(pass, evaluationMs);

        let frame: Uint8Array | undefined;
        if (frameEveryMs > 0 && performance.now() - lastFrameMs >= frameEveryMs) {
          lastFrameMs = performance.now();
          const shown = await colors.finish(toEightBits({...image, data: best.point}));
          frame = await encodeFrame(shown, frameSize.width, frameSize.height);
        }
        yield {type: 'progress', ...progress, ...judgement, ...(frame && {frame})};
        point = optimizer.next(evaluation);
      }
      if (best) image = {...image, data: best.point};
      delivered = best?.judgement;
    } finally {
      await objective.dispose();
    }
  }

  const picture = await encodePng(await colors.finish(toEightBits(image)));
  const {evaluations, evaluationSeconds} = meter.totals();
  yield {
    type: 'done',
    image: picture,
    record: {
      settings,
      seconds: (performance.now() - startedMs) / 1000,
      secondsPerEvaluation: evaluationSeconds / evaluations,
      evaluations,
      pixelIterations: pixelIterations(passes),
      width,
      height,
      device: engine.device,
      encoder: [...new Set(passes.map(({painter}) => painter.encoder.name))].join(' + '),
      ...(delivered as Judgement),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

/** The photo at the coarsest scale with seeded noise: the same seed gives the same picture, another a variation. */
async function startImage(content: Photo, {width, height}: Scale, seed: number): Promise<PlanarImage> {
  const image = toPlanar(await resizePhoto(content, width, height));
  const random = randomSource(seed);
  return {...image, data: image.data.map((value) => value + startNoise * random.normal())};
}

function costOf({painter: {encoder}}: Pass): number {
  return costPerPixel(encoder, layersOf(encoder).styleLayers.at(-1) as string);
}

/** Measures the targets at this size and compiles the objective. */
async function preparePass(
  {painter: {backend, encoder}, width, height}: Pass,
  {content, style}: {content: Photo; style: Photo},
  {strength}: RenderSettings,
): Promise<{objective: Objective; weights: TermWeights}> {
  const {contentLayers, styleLayers} = layersOf(encoder);
  const contentImage = toPlanar(await resizePhoto(content, width, height));
  const {features} = await backend.measure(contentImage, {...recipe, features: contentLayers, grams: []});

  const styleSize = sizeOfArea(style.width / style.height, width * height);
  const styleImage = toPlanar(await resizePhoto(style, styleSize.width, styleSize.height));
  const {grams} = await backend.measure(styleImage, {...recipe, features: [], grams: styleLayers});

  const targets: Targets = {content: features, style: grams};
  const weights = weighTerms(targets, strength);
  const spec = {...recipe, width, height, contentLayers, styleLayers};
  return {objective: await backend.createObjective(spec, targets, weights), weights};
}

/** What an evaluation says of a point, in the units of the total. */
interface Judgement {
  loss: number;
  terms: Record<string, number>;
}

function weigh(terms: Evaluation['terms'], weights: TermWeights): Record<string, number> {
  return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term * (weights[name] ?? 0)]));
}
