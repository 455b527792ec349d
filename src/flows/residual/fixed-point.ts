import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { iterate } from '../../tensors/iterate.js';

export interface BanachOptions {
  /** How small a step has to become, relative to 1 + the largest number. Default 1e-5. */
  tolerance?: number | undefined;
  /** Default 1000: enough for c = 0.98 in float32. */
  maxIterations?: number | undefined;
}

export const banachDefaults: Required<{ [Name in keyof BanachOptions]: number }> = {
  tolerance: 1e-5,
  maxIterations: 1000,
};

/** How a fixed point was found. */
export interface Way {
  iterations: number;
  /** max over rows of the length of the last step, relative to the scale. */
  lastStep: number;
}

/**
 * x = map(x) for a contraction, by iteration from `start` until the steps are below tolerance·scale and rounding keeps
 * them from shrinking further, so that the result is as exact as the numbers allow. No gradient.
 * @param scale of the numbers, a scalar
 * @param told  is called with how the point was found; not in a function that is compiled
 * @throws RangeError if the last step is still above the tolerance after maxIterations, or not a number; a compiled graph
 *   gives NaN
 */
export function fixedPoint(
  map: (x: tf.Tensor2D) => tf.Tensor2D,
  start: tf.Tensor2D,
  scale: tf.Scalar,
  { tolerance = banachDefaults.tolerance, maxIterations = banachDefaults.maxIterations }: BanachOptions = {},
  told?: (way: Way) => void,
): tf.Tensor2D {
  const limit = tf.square(tf.mul(tolerance, scale));
  const round = ({ x, square: before, count }: State) => {
    const next = map(x);
    const square: tf.Scalar = tf.max(tf.sum(tf.square(tf.sub(next, x)), 1));
    // In the 2-norm every step is shorter than the one before, until only rounding is left.
    const stalled = tf.logicalAnd(tf.lessEqual(square, limit), tf.greaterEqual(square, before));
    const again = tf.logicalNot(tf.logicalOr(tf.equal(square, 0), stalled));
    return { state: { x: next, square, count: tf.add<tf.Scalar>(count, 1) }, again };
  };
  const way = ({ square, count }: State): Way => ({
    iterations: count.dataSync()[0]!,
    lastStep: Math.sqrt(square.dataSync()[0]!) / scale.dataSync()[0]!,
  });
  const unfinished = (state: State) => {
    const wanted = `come below ${tolerance} within ${maxIterations} iterations`;
    const { lastStep } = way(state);
    return new RangeError(expected('the step of the fixed-point iteration', wanted, lastStep, 'residual inverse'));
  };
  const first = { x: start, square: tf.scalar(Number.POSITIVE_INFINITY), count: tf.scalar(0) };
  const last = iterate<State>(first, round, { most: maxIterations, unfinished });
  told?.(way(last));
  return last.x;
}

/** A type and not an interface, so that it is tensors by name. */
type State = { x: tf.Tensor2D; square: tf.Scalar; count: tf.Scalar };
