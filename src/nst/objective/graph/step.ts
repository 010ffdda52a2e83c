/** A step of the network: a value of the graph, and how a gradient is pulled back through it. */
import type {Value} from '../onnx/onnx-model.ts';

export interface Step {
  value: Value;
  /**
   * Called before any pullback, if a loss uses this value: the value then lives until its gradient is needed. Nodes
   * added here are computed late (see `maskOf`).
   */
  prepare?(): void;
  pullback(gradient: Value): Value;
}
