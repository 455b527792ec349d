import * as tf from '@tensorflow/tfjs';
import type { ModelWithWeights } from './posterior-draws.js';

/** Pixel probabilities along two ways from one image to another, steps · 784 each. */
export interface Walk {
  /** A straight line between the two z_K, decoded */
  zK: Float32Array;
  /** A straight line between the two z₀ and between the two sets of flow parameters, sent through the flow, decoded */
  z0: Float32Array;
}

/**
 * Walks between the posteriors of two images, from the mean of q₀ of the one to that of the other.
 * A flow bends space, so a straight line before it is a curve behind it: the two walks part between their ends.
 * @param from 784 pixels, as `to`
 */
export function walkBetween(
  { model, weights }: ModelWithWeights,
  from: Float32Array,
  to: Float32Array,
  steps = 10,
): Walk {
  const share = tf.linspace(0, 1, steps).reshape([steps, 1]);
  const between = (ends: tf.Tensor2D): tf.Tensor2D => {
    const [a, b] = [ends.slice([0, 0], [1, -1]), ends.slice([1, 0], [1, -1])];
    return tf.add(a, tf.mul(share, tf.sub(b, a)));
  };
  const decoded = (z: tf.Tensor2D) => tf.sigmoid(model.decode(weights, z)).dataSync() as Float32Array;
  return tf.tidy(() => {
    const { mean, flowParams, context } = model.encode(weights, tf.tensor2d([...from, ...to], [2, from.length]));
    const shared = flowParams.shape[0] === 1;
    const params = shared ? flowParams : between(flowParams);
    const contextBetween = context && between(context);
    return {
      zK: decoded(between(model.flow.forward(mean, flowParams, context).z)),
      z0: decoded(model.flow.forward(between(mean), params, contextBetween).z),
    };
  });
}
