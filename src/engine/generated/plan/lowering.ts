import type { Body, Operator, Value } from '../../onnx/graph.js';
import type { Operand, Statement } from './statement.js';
import type { View } from './view.js';

/** What a graph's operators are turned into statements with. */
export interface Lowering {
  /** Where a result is to be computed. */
  home(value: Value): View;
  /** Where a value lies. */
  view(value: Value): View;
  /** A value under the shape of a loop. */
  operand(value: Value, shape: readonly number[]): Operand;
  /** Says that a result is a view of what is there; it is copied where it is wanted elsewhere. */
  alias(value: Value, view: View): void;
  copy(operand: Operand, result: View): void;
  emit(statement: Statement): void;
  /** The statements of a loop's body, which do not run here. @param results where its outputs are wanted */
  inside(body: Body, results: readonly View[]): readonly Statement[];
}

/** Turns one operator into statements. */
export type Lower = (lowering: Lowering, operator: Operator) => void;
