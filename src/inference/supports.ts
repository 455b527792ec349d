import * as tf from '@tensorflow/tfjs';
import { checkCount } from '../errors.js';
import { toCorrelationFactor, wholeFactor } from '../flows/constrained/to-correlation-factor.js';
import { toInterval } from '../flows/constrained/to-interval.js';
import { toOrdered } from '../flows/constrained/to-ordered.js';
import { lastShare, toSimplex } from '../flows/constrained/to-simplex.js';
import { pointwise } from '../flows/elementwise/pointwise.js';
import type { InvertibleFlow } from '../flows/flow.js';
import { identity } from '../flows/identity.js';

/** What values a parameter can have, and how unconstrained numbers become such values. */
export interface Support<Shape extends readonly number[] = readonly number[]> {
  /** For messages, such as `positive`. */
  readonly name: string;
  /** Of one draw; a number is [1]. */
  readonly shape: Shape;
  /** Unconstrained numbers to values, as many as are free: of a simplex all but the last. */
  readonly flow: InvertibleFlow<'exact'>;
  /**
   * The whole values of the parameter, [B, …shape].
   * @param free         [B, n], what the flow makes of
   * @param unconstrained [B, n]
   */
  whole(free: tf.Tensor2D, unconstrained: tf.Tensor2D): tf.Tensor;
}

/** Shape of a parameter: none is a single number. */
type Sized<Shape extends readonly number[]> = Shape extends readonly [] ? readonly [1] : Shape;

function elementwise<const Shape extends readonly number[]>(
  name: string,
  given: Shape,
  make: (dim: number) => InvertibleFlow<'exact'>,
): Support<Sized<Shape>> {
  const shape = (given.length > 0 ? given : [1]) as Sized<Shape>;
  for (const size of shape) checkCount('every size', size, name);
  const flow = make(shape.reduce((product, size) => product * size, 1));
  return { name, shape, flow, whole: (free) => tf.reshape(free, [-1, ...shape]) };
}

/** Any numbers: `real()` is one, `real(8)` a vector, `real(8, 3)` a matrix. */
export const real = <const Shape extends readonly number[]>(...shape: Shape): Support<Sized<Shape>> =>
  elementwise('real', shape, identity);

/** Numbers above 0, by the exponential: scales, rates. */
export const positive = <const Shape extends readonly number[]>(...shape: Shape): Support<Sized<Shape>> =>
  elementwise('positive', shape, (dim) => pointwise(dim, 'exp'));

/** Numbers between two others: `interval(0, 1)` is one probability, `interval(0, 1, 5)` are five. */
export const interval = <const Shape extends readonly number[]>(
  low: number,
  high: number,
  ...shape: Shape
): Support<Sized<Shape>> => elementwise(`interval(${low}, ${high})`, shape, (dim) => toInterval(dim, { low, high }));

/** Numbers in increasing order. */
export const ordered = <const Size extends number>(size: Size): Support<readonly [Size]> => inOrder(size, false);

/** Numbers above 0 in increasing order. */
export const positiveOrdered = <const Size extends number>(size: Size): Support<readonly [Size]> => inOrder(size, true);

function inOrder<Size extends number>(size: Size, above0: boolean): Support<readonly [Size]> {
  const name = above0 ? 'positiveOrdered' : 'ordered';
  checkCount('size', size, name);
  return { name, shape: [size], flow: toOrdered(size, { positive: above0 }), whole: (free) => free };
}

/** Shares above 0 that sum to 1. Densities are with respect to all shares but the last. */
export function simplex<const Size extends number>(size: Size): Support<readonly [Size]> {
  checkCount('size', size, 'simplex', 2);
  const whole = (free: tf.Tensor2D, unconstrained: tf.Tensor2D) => tf.concat([free, lastShare(unconstrained)], 1);
  return { name: 'simplex', shape: [size], flow: toSimplex(size - 1), whole };
}

/**
 * The lower triangular L, of lines of length 1 and a positive diagonal, of a correlation matrix L·Lᵀ. Densities are with
 * respect to the entries below the diagonal.
 */
export function correlationFactor<const Size extends number>(size: Size): Support<readonly [Size, Size]> {
  checkCount('size', size, 'correlationFactor', 2);
  const flow = toCorrelationFactor((size * (size - 1)) / 2);
  return { name: 'correlationFactor', shape: [size, size], flow, whole: (free, z) => wholeFactor(z, free) };
}
