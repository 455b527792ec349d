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
  logDensity: (z, context) => floored(target.logDensity(withFiniteGradient(z), context)),
});

/** A comparison with NaN is false. */
const inRange = (x: tf.Tensor): tf.Tensor => tf.less(tf.abs(x), most);

const finiteOr = <T extends tf.Tensor>(x: T, other: number): T => tf.where(inRange(x), x, tf.fill(x.shape, other)) as T;

const floored = customGrad(
  (value: tf.Tensor1D) => ({ value: finiteOr(value, floor), saved: [tf.cast(inRange(value), 'float32')] }),
  (dy, [kept]) => [tf.mul(dy, kept!)],
);

/** z itself; where the gradient that reaches it is not finite, none goes on. */
const withFiniteGradient = customGrad(
  (z: tf.Tensor2D) => ({ value: z.clone(), saved: [] }),
  (dy) => [finiteOr(dy, 0)],
);
