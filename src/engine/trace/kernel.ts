import { util } from '@tensorflow/tfjs';
import type { Builder } from '../onnx/builder.js';
import type { Value } from '../onnx/graph.js';

export type Attributes = Readonly<Record<string, unknown>>;

/** Operands of a kernel by the names that tfjs gives them; kernels that take a list count from 0. */
export type Operands = Readonly<Record<string, Value>>;

/** Adds to a graph what a tfjs kernel computes. */
export type Kernel = (g: Builder, operands: Operands, attributes: Attributes) => Value | readonly Value[];

/** An operand that tfjs always passes. */
export function one(operand: Value | undefined): Value {
  if (!operand) throw new TypeError('An operand of the kernel is missing');
  return operand;
}

/** Axes as tfjs passes them (one, several, null for all; negative from the end), counted from 0. */
export const toAxes = (axis: unknown, rank: number): number[] =>
  util.parseAxisParam((axis ?? null) as number | number[], new Array<number>(rank).fill(1));
