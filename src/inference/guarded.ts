import * as tf from '@tensorflow/tfjs';
import type { LogDensity } from '../densities/density.js';
import { customGrad } from '../tensors/custom-grad.js';

/** What stands for a log-density that is not a number or infinite, nats: so low that no fit stays there. */
const floor = -1e6;

/** Beyond it a number counts as infinite. */
const most = 1e30;

/**
 * The same log-density, with which a fit goes on where it overflows: a row that is not finite has the floor as its value, and
 * pulls at nothing.
 */
export const guarded = (target: LogDensity): LogDensity => ({
  ...target,
  logDensity(z, context) {
    const value = target.logDensity(withFiniteGradient(z), context);
    return tf.where(inRange(value), value, tf.fill(value.shape, floor)) as tf.Tensor1D;
  },
});

const inRange = (x: tf.Tensor): tf.Tensor => tf.logicalAnd(tf.greater(x, -most), tf.less(x, most));

/** z itself; where the gradient that reaches it is not finite, none goes on. */
const withFiniteGradient = customGrad(
  (z: tf.Tensor2D) => ({ value: z.clone(), saved: [] }),
  (dy) => [tf.where(inRange(dy), dy, tf.zerosLike(dy))],
);
