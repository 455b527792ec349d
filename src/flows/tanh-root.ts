import * as tf from '@tensorflow/tfjs';

/** Newton steps; from the starting points below 4 reach float32 at any slope, the others are in reserve. */
const steps = 6;
const tiny = 1e-30;

/**
 * The root x of x + c·tanh(x) = r, elementwise, for c = slack − 1 > −1, where the left side is increasing.
 * Gradients by implicit differentiation: ∂x/∂r = 1/(t² + (1 − t²)·slack) with t = tanh(x), ∂x/∂c = −t·∂x/∂r.
 * @param r     any shape
 * @param slack 1 + c ≥ 0, the slope at 0, same shape
 */
export function tanhRoot(r: tf.Tensor, slack: tf.Tensor): tf.Tensor {
  return root(r, slack);
}

const root = tf.customGrad((...args) => {
  const [r, slack, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  const x = tf.mul(tf.sign(r), positiveRoot(tf.abs(r), slack));
  save([x, slack]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const t = tf.tanh(saved[0]!);
    const dr = tf.div(dy, slope(t, saved[1]!));
    return [dr, tf.neg(tf.mul(dr, t))];
  };
  return { value: x, gradFunc };
});

/** 1 + c(1 − t²), as a sum of non-negative terms. */
const slope = (t: tf.Tensor, slack: tf.Tensor): tf.Tensor => {
  const t2 = tf.square(t);
  return tf.add(tf.add(t2, tf.mul(tf.sub(1, t2), slack)), tiny);
};

/**
 * For r ≥ 0 the left side is concave (c ≥ 0) or convex (c < 0) on x ≥ 0: Newton from below, respectively above,
 * approaches the root from that side, so that a good starting point is all that is needed.
 */
function positiveRoot(r: tf.Tensor, slack: tf.Tensor): tf.Tensor {
  const c = tf.sub(slack, 1);
  let x = tf.where(tf.greaterEqual(c, 0), startBelow(r, c, slack), startAbove(r, c, slack));
  for (let i = 0; i < steps; i++) {
    const t = tf.tanh(x);
    const residual = tf.sub(tf.add(x, tf.mul(c, t)), r);
    x = tf.relu(tf.sub(x, tf.div(residual, slope(t, slack))));
  }
  return x;
}

/** c ≥ 0: the largest of three lower bounds, from tanh x ≤ 1, tanh x ≤ x, and x = atanh((r − x)/c) with x ≤ top. */
function startBelow(r: tf.Tensor, c: tf.Tensor, slack: tf.Tensor): tf.Tensor {
  const positive = tf.maximum(c, 0.5);
  const top = tf.add(tf.maximum(tf.sub(r, c), tf.mul(0.5, tf.log(tf.mul(2, positive)))), 1);
  const ratio = tf.clipByValue(tf.div(tf.sub(r, top), positive), 0, 1 - 1e-6);
  const saturated = tf.mul(0.5, tf.log(tf.div(tf.add(1, ratio), tf.sub(1, ratio))));
  const bound = tf.maximum(tf.sub(r, c), tf.div(r, tf.add(slack, tiny)));
  // The third bound holds only where c was not raised to 0.5; there the first two are close enough.
  return tf.maximum(bound, tf.mul(saturated, tf.step(tf.sub(c, 0.5))));
}

/** −1 < c < 0: the least of three upper bounds, from tanh x ≤ 1, tanh x ≤ x, and tanh x ≤ x − 0.238x³ on [0, 1]. */
function startAbove(r: tf.Tensor, c: tf.Tensor, slack: tf.Tensor): tf.Tensor {
  const bound = tf.minimum(tf.sub(r, c), tf.div(r, tf.add(slack, tiny)));
  const cubic = tf.pow(tf.add(tf.div(tf.mul(4.21, r), tf.maximum(tf.neg(c), tiny)), tiny), 1 / 3);
  return tf.where(tf.less(cubic, 1), tf.minimum(bound, cubic), bound);
}
