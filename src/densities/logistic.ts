import * as tf from '@tensorflow/tfjs';
import { rowOf, type Values } from '../tensors/values.js';
import { type Density, defineDensity, uniformTensor } from './density.js';
import { sizesOf } from './parameters.js';

/**
 * Independent logistic variables: p(x) = e⁻ᵃ/(s(1 + e⁻ᵃ)²) with a = (x − mean)/s,
 * hence ln p = Σ [−|a| − 2 ln(1 + e^−|a|) − ln s].
 * Source: the base distribution of Dinh et al. 2014 (NICE).
 * @param mean     D numbers, or a tensor [D] or [B | 1, D]
 * @param logScale ln s, likewise
 * @throws RangeError for parameters of different sizes
 */
export function logistic(mean: Values, logScale: Values): Density {
  const sizes = sizesOf({ mean, logScale }, 'logistic');
  return defineDensity({
    name: 'logistic',
    ...sizes,
    logProb(x) {
      const a = tf.mul(tf.sub(x, rowOf(mean)), tf.exp(tf.neg(rowOf(logScale))));
      // Both tails are linear: −softplus(a) − softplus(−a) is the sum above, with a gradient at 0 too.
      return tf.neg(tf.sum<tf.Tensor1D>(tf.add(tf.add(tf.softplus(a), tf.softplus(tf.neg(a))), rowOf(logScale)), 1));
    },
    sample(count, noise) {
      const u = uniformTensor(noise, count, sizes.dim);
      const standard = tf.sub(tf.log(u), tf.log(tf.sub(1, u)));
      return tf.add(rowOf(mean), tf.mul(tf.exp(rowOf(logScale)), standard));
    },
  });
}
