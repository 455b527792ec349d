import type { ElementType } from '../../onnx/graph.js';
import type { Vector, Vectors } from '../maths/vectors.js';
import type { View } from './view.js';

/** One number for all elements. */
export interface Uniform {
  readonly kind: 'f32x4' | 'i32x4';
  readonly value: number;
}

/** What an element is computed from: a tensor under the shape of the loop, or a number. */
export type Operand = View | Uniform;

export const isView = (operand: Operand): operand is View => 'buffer' in operand;

/** How the elements along some axes become one, or sums up to each. */
export interface Reduction {
  readonly name: 'add' | 'mul' | 'max' | 'min';
  readonly axes: readonly number[];
  readonly type: ElementType;
  /** What the result is divided by, as in a mean. */
  readonly divisor?: number;
  /** Sums up to each element, itself included or not, instead of one. */
  readonly running?: 'inclusive' | 'exclusive';
}

/** A loop over the elements of a shape, each computed from elements of operands. */
export interface LoopStatement {
  readonly kind: 'loop';
  readonly shape: readonly number[];
  readonly operands: readonly Operand[];
  compute(v: Vectors, operands: readonly Vector[], call: Call): Vector;
  /** Under the shape of the loop; along reduced axes the next number is the same. */
  readonly result: View;
  readonly reduction?: Reduction;
}

/** An operator as a call of a function. */
export type Call = (type: string, operands: readonly Vector[]) => Vector;

/** Rows of A, and columns of B, in one panel. */
export const panelSizes = { rows: 4, columns: 8 } as const;

/** result = A·B + bias, of matrices [M, K] and [K, N]. */
export interface ProductStatement {
  readonly kind: 'product';
  /** A in panels of four rows, column after column: [⌈M/4⌉, K, 4]; what the last one has too many is of no account. */
  readonly a: View;
  /** B in panels of eight columns, row after row: [⌈N/8⌉, K, 8]. */
  readonly b: View;
  /** Under the shape of the result. */
  readonly bias?: View;
  readonly result: View;
}

/** Entries of the middle axis: [outer, count, inner] of [outer, length, inner]. */
export interface GatherStatement {
  readonly kind: 'gather';
  readonly source: View;
  /** Where each of them begins, in bytes. */
  readonly places: View;
  readonly result: View;
}

/** Rows [count, inner] added into rows of zeros. */
export interface ScatterStatement {
  readonly kind: 'scatter';
  readonly rows: View;
  /** Where each of them goes, in bytes. */
  readonly places: View;
  readonly result: View;
}

/** Statements that are run over and over: what a round makes of what is carried is carried into the next. */
export interface RoundsStatement {
  readonly kind: 'rounds';
  readonly body: readonly Statement[];
  /** Carries on what a round has made, after all else. */
  readonly carry: LoopStatement;
  /** Whether another round follows. */
  readonly again: View;
  /** How many there are at most. */
  readonly most: number;
  /** All that a round makes. */
  readonly result: View;
}

export type Statement = LoopStatement | ProductStatement | GatherStatement | ScatterStatement | RoundsStatement;

/** All tensors that a statement reads. */
export function readsOf(statement: Statement): readonly View[] {
  if (statement.kind === 'loop') return statement.operands.filter(isView);
  if (statement.kind === 'product') {
    const { a, b, bias } = statement;
    return bias ? [a, b, bias] : [a, b];
  }
  if (statement.kind === 'rounds') return statement.body.flatMap(readsOf);
  return [statement.kind === 'gather' ? statement.source : statement.rows, statement.places];
}
