/** What pullbacks keep of the forward pass: masks of zeros and ones. */
import {elementType, type OnnxModel, type Value} from '../onnx/onnx-model.ts';

/**
 * A mask of zeros and ones for a pullback, kept in a byte a value between the passes. It is made early, so that the
 * features it is made of can go, and becomes floats again late. For ONNX Runtime computes that input of a node first
 * whose node was added later, so the mask is added after the shape of `gradient`; and what is given that shape has to
 * wait for the gradient. Where sizes are not hidden the runtime knows the shape at once, and the mask stays as it is.
 * @param side of the squares of the mask that belong to one value of `gradient`
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
