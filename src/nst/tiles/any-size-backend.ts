/**
 * Evaluates an image whole if memory allows, and otherwise in tiles that fit.
 */
import {AppError} from '../../errors.ts';
import {areaOf, type Size} from '../contract/size.ts';
import {layersAmong} from '../objective/graph/objective-graph.ts';
import {
  type Backend,
  contentTerms,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
} from '../objective/objective.ts';
import type {GraphRuntime} from '../objective/onnx/onnx-session.ts';
import {bytesPerPixel, evaluationBytes, type Memory, sessionBytes} from './memory.ts';
import {createTiledObjective, measureTiled} from './tiled-objective.ts';
import {planTiling, reachOf, type Tiling} from './tiles.ts';

/** How to evaluate an image; undefined if not even the smallest tiles fit. */
type Plan = 'whole' | Tiling | undefined;

/** @param whole evaluates any image at once, with the encoder of `runtime` */
export function createAnySizeBackend(runtime: GraphRuntime, whole: Backend, memory: Memory): Backend {
  const {encoder} = runtime;

  function planMeasuring(image: Size, names: readonly string[]): Plan {
    const layers = layersAmong(names.map(parseTerm));
    const room = memory.besideImage(image);
    if (evaluationBytes('measure', encoder, layers, areaOf(image)) <= room) return 'whole';
    const left = room - sessionBytes('statistics', encoder, layers);
    const maxPixels = left / bytesPerPixel('statistics', encoder, layers);
    return planTiling(sizeOf(image), reachOf(encoder, layers), maxPixels);
  }

  function planObjective(spec: ObjectiveSpec): Plan {
    const layers = layersAmong([...contentTerms(spec), ...styleTerms(spec)].map(parseTerm));
    const room = memory.besidePicture(spec);
    if (evaluationBytes('objective', encoder, layers, areaOf(spec)) <= room) return 'whole';
    // The pass that gathers statistics takes less memory and is over by then.
    const left = room - sessionBytes('gradient', encoder, layers);
    const maxPixels = left / bytesPerPixel('gradient', encoder, layers);
    return planTiling(sizeOf(spec), reachOf(encoder, layers), maxPixels);
  }

  function feasible(plan: Plan, {width, height}: Size): 'whole' | Tiling {
    if (plan) return plan;
    const allowed = Math.round(memory.budgetBytes / 2 ** 20);
    throw new AppError(
      'OUT_OF_MEMORY',
      `${width} × ${height} pixels with ${encoder.name} do not fit into the ${allowed} MiB that the engine may use`,
    );
  }

  return {
    device: whole.device,

    fits: (spec, measured) =>
      planObjective(spec) !== undefined &&
      planMeasuring(spec, contentTerms(spec)) !== undefined &&
      measured.every((size) => planMeasuring(size, styleTerms(spec)) !== undefined),

    async measure(image, network, names) {
      const plan = feasible(planMeasuring(image, names), image);
      return plan === 'whole'
        ? whole.measure(image, network, names)
        : measureTiled(runtime, image, network, names, plan);
    },

    async createObjective(spec, targets, weights) {
      const plan = feasible(planObjective(spec), spec);
      return plan === 'whole'
        ? whole.createObjective(spec, targets, weights)
        : createTiledObjective(runtime, spec, targets, weights, plan);
    },
  };
}

function sizeOf({width, height}: Size): Size {
  return {width, height};
}
