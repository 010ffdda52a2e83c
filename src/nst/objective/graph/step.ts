/** A step of the network: a value of the graph, and how a gradient gets back past it. */
import type {Value} from '../onnx/onnx-model.ts';

export interface Step {
  value: Value;
  /**
   * Called for all steps before any pullback: a loss looks at this very value, so it is there until its gradient is
   * wanted. What is added here is computed late (see `maskOf`).
   */
  prepare?(): void;
  pullback(gradient: Value): Value;
}
