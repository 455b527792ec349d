import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';

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

/**
 * x = map(x) for a contraction, by iteration from `start` until the steps are below the tolerance and rounding keeps
 * them from shrinking further, so that the result is as exact as the numbers allow.
 * Gradients run back through the iterations, which converge as fast as they do.
 * @throws RangeError if the last step is still above the tolerance after maxIterations, or not a number
 */
export function fixedPoint(
  map: (x: tf.Tensor2D) => tf.Tensor2D,
  start: tf.Tensor2D,
  { tolerance = banachDefaults.tolerance, maxIterations = banachDefaults.maxIterations }: BanachOptions = {},
): { x: tf.Tensor2D; iterations: number; lastStep: number } {
  const scale = 1 + tf.tidy(() => tf.max(tf.abs(start)).dataSync()[0]!);
  let x = start;
  let lastStep = Number.POSITIVE_INFINITY;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const next = map(x);
    const step = longest(x, next) / scale;
    x = next;
    // In the 2-norm every step is shorter than the one before, until only rounding is left.
    const stalled = step >= lastStep;
    lastStep = step;
    if (step === 0 || (step <= tolerance && stalled)) return { x, iterations, lastStep };
    if (Number.isNaN(step)) break;
  }
  const wanted = `come below ${tolerance} within ${maxIterations} iterations`;
  throw new RangeError(expected('the step of the fixed-point iteration', wanted, lastStep, 'residual inverse'));
}

/** max over rows of ‖next − x‖₂ */
const longest = (x: tf.Tensor2D, next: tf.Tensor2D): number =>
  tf.tidy(() => Math.sqrt(tf.max(tf.sum(tf.square(tf.sub(next, x)), 1)).dataSync()[0]!));
