/**
 * Several steps of Adam as one graph: the objective, unrolled, with the update of algorithm 1 of Kingma and Ba 2015
 * (arXiv 1412.6980) after each, pixels clamped to 0–1 and the iterates averaged, as adam.ts does it.
 */
import {type AdamOptions, adamEpsilon} from '../adam-run.ts';
import type {Encoder} from '../encoder.ts';
import type {ObjectiveSpec} from '../objective.ts';
import {objectiveNodes} from './objective-graph.ts';
import {type BuiltModel, OnnxModel, type Value} from './onnx-model.ts';
import type {PackedWeights} from './packed-weights.ts';
import {elementOf} from './shapes.ts';

/**
 * Inputs beside the weights and targets of the objective's graph: `point`, `mean`, `square` and `average`
 * [1, 3, H, W]; `meanScales` and `squareScales` [steps]. Outputs: the first four, called `next:point` and so on, after
 * the last step, and `terms:0` … [terms], unweighted, before each.
 */
export function buildAdamGraph(
  encoder: Encoder,
  packed: PackedWeights,
  spec: ObjectiveSpec,
  steps: number,
  {beta1, beta2, averaging}: AdamOptions,
): BuiltModel {
  const model = new OnnxModel(packed);
  const dims = [1, 3, spec.height, spec.width];
  let [point, mean, square, average] = ['point', 'mean', 'square', 'average'].map((name) =>
    model.imageInput(name, dims),
  ) as [Value, Value, Value, Value];
  const meanScales = model.input('meanScales', [steps]);
  const squareScales = model.input('squareScales', [steps]);
  const [zero, one, epsilon] = [model.scalar(0), model.scalar(1), model.scalar(adamEpsilon)];
  const times = (value: Value, factor: Value): Value => model.node('Mul', [value, factor], dims);
  const decayed = (decay: number): ((before: Value, now: Value) => Value) => {
    const [kept, added] = [model.scalar(decay), model.scalar(1 - decay)];
    return (before, now) => model.node('Add', [times(before, kept), times(now, added)], dims);
  };
  const [meanOf, squareOf, averageOf] = [decayed(beta1), decayed(beta2), decayed(averaging)];

  const terms: Value[] = [];
  for (let step = 0; step < steps; step++) {
    const found = objectiveNodes(model, point, encoder, packed, spec);
    terms.push(found.terms);
    mean = meanOf(mean, found.gradient);
    square = squareOf(square, times(found.gradient, found.gradient));
    const root = model.node('Sqrt', [times(square, elementOf(model, squareScales, step))], dims);
    const slope = model.node('Div', [mean, model.node('Add', [root, epsilon], dims)], dims);
    const moved = model.node('Sub', [point, times(slope, elementOf(model, meanScales, step))], dims);
    point = model.node('Clip', [moved, zero, one], dims);
    average = averageOf(average, point);
  }
  for (const [step, value] of terms.entries()) model.output(`terms:${step}`, value);
  for (const [name, value] of Object.entries({point, mean, square, average}))
    model.output(`next:${name}`, value);
  return model.build();
}
