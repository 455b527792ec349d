import * as tf from '@tensorflow/tfjs';
import { type Increasing, implicitRoot, newtonSteps } from '../tensors/root.js';

/** Newton steps; from the starting points below 4 reach float32 at any slope, the others are in reserve. */
const steps = 6;
const tiny = 1e-30;

/**
 * The root x of x + c·tanh(x) = r, elementwise, for c = slack − 1 > −1, where the left side is increasing.
 * @param r     [B, N]
 * @param slack 1 + c ≥ 0, the slope at 0, [B, N]
 */
export const tanhRoot = implicitRoot(plusTanh, (r, slack) => tf.mul(tf.sign(r), positiveRoot(tf.abs(r), slack)));

/** x + c·tanh(x), with the slope 1 + c(1 − tanh²) as a sum of non-negative terms. */
function plusTanh(x: tf.Tensor2D, slack: tf.Tensor2D): Increasing<tf.Tensor2D, [slack: tf.Tensor2D]> {
  const t = tf.tanh(x);
  const t2 = tf.square(t);
  return {
    value: tf.add(x, tf.mul(tf.sub(slack, 1), t)),
    slope: tf.add(tf.add(t2, tf.mul(tf.sub(1, t2), slack)), tiny),
    partials: () => [t],
  };
}

/**
 * For r ≥ 0 the left side is concave (c ≥ 0) or convex (c < 0) on x ≥ 0: Newton from below, respectively above,
 * approaches the root from that side, so that a good starting point is all that is needed.
 */
function positiveRoot(r: tf.Tensor2D, slack: tf.Tensor2D): tf.Tensor2D {
  const c: tf.Tensor2D = tf.sub(slack, 1);
  const start = tf.where(tf.greaterEqual(c, 0), startBelow(r, c, slack), startAbove(r, c, slack));
  return newtonSteps((x) => plusTanh(x, slack), r, start, steps, tf.relu);
}

/** c ≥ 0: the largest of three lower bounds, from tanh x ≤ 1, tanh x ≤ x, and x = atanh((r − x)/c) with x ≤ top. */
function startBelow(r: tf.Tensor2D, c: tf.Tensor2D, slack: tf.Tensor2D): tf.Tensor2D {
  const positive = tf.maximum(c, 0.5);
  const top = tf.add(tf.maximum(tf.sub(r, c), tf.mul(0.5, tf.log(tf.mul(2, positive)))), 1);
  const ratio = tf.clipByValue(tf.div(tf.sub(r, top), positive), 0, 1 - 1e-6);
  const saturated = tf.mul(0.5, tf.log(tf.div(tf.add(1, ratio), tf.sub(1, ratio))));
  const bound = tf.maximum(tf.sub(r, c), tf.div(r, tf.add(slack, tiny)));
  // The third bound holds only where c was not raised to 0.5; there the first two are close enough.
  return tf.maximum(bound, tf.mul(saturated, tf.step(tf.sub(c, 0.5))));
}

/** −1 < c < 0: the least of three upper bounds, from tanh x ≤ 1, tanh x ≤ x, and tanh x ≤ x − 0.238x³ on [0, 1]. */
function startAbove(r: tf.Tensor2D, c: tf.Tensor2D, slack: tf.Tensor2D): tf.Tensor2D {
  const bound: tf.Tensor2D = tf.minimum(tf.sub(r, c), tf.div(r, tf.add(slack, tiny)));
  const cubic: tf.Tensor2D = tf.pow(tf.add(tf.div(tf.mul(4.21, r), tf.maximum(tf.neg(c), tiny)), tiny), 1 / 3);
  return tf.where(tf.less(cubic, 1), tf.minimum<tf.Tensor2D>(bound, cubic), bound);
}
