import * as tf from '@tensorflow/tfjs';
import { defineFlow } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';

/**
 * Leaky rectifier with a slope of its own for each coordinate, z' = z for z ≥ 0 and eˢ·z below; logDet Σ_{z < 0} s.
 * Continuous, with a kink at 0.
 * @param dim D
 * @returns a flow with D parameters s; the identity at 0
 */
export function leakyRelu(dim: number): InvertibleFlow<'exact'> {
  // The mask is constant almost everywhere, and z keeps its sign: the inverse is the same with −s.
  const bend = (z: tf.Tensor2D, s: tf.Tensor2D): Transformed => {
    const below = tf.step(tf.neg(z));
    const gain = tf.add(tf.sub(1, below), tf.mul(below, tf.exp(s)));
    return { z: tf.mul(z, gain), logDet: tf.sum(tf.mul(below, s), 1) };
  };
  return defineFlow({
    name: 'leakyRelu',
    dim,
    paramCount: dim,
    inverseKind: 'exact',
    forward: (z, params) => bend(z, params),
    inverse: (z, params) => bend(z, tf.neg(params)),
  });
}
