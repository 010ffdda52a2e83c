/** Masks of zeros and ones that pullbacks keep from the forward pass. */
import {elementType, type OnnxModel, type Value} from '../onnx/onnx-model.ts';

/**
 * A mask of zeros and ones for a pullback, kept as one byte per value between the passes. It is made early, so that the
 * features it is made from can be freed, and becomes floats again late. ONNX Runtime evaluates a node's inputs
 * last-added first, so the mask is added after the shape of `gradient`. The reshape needs that shape, so it waits for
 * the gradient. If sizes are not hidden, the runtime knows the shape at once, and the mask stays as it is.
 * @param side side of the square in the mask that belongs to one value of `gradient`
 */
export function maskOf(model: OnnxModel, gradient: Value, side: 1 | 2, make: () => Value): Value {
  if (!model.hidesSizes) return make();
  const own = model.node('Shape', [gradient], [4]);
  const shape = side === 1 ? own : model.node('Mul', [own, model.integers([1, 1, side, side])], [4]);
  const mask = make();
  const kept = model.node('Cast', [mask], mask.dims, {to: elementType.bool});
  const waiting = model.node('Reshape', [kept, shape], mask.dims);
  return model.node('Cast', [waiting], mask.dims, {to: elementType.float});
}
