import * as tf from '@tensorflow/tfjs';
import { rowOf, type Values } from '../tensors/values.js';
import { type Density, defineDensity, uniformTensor } from './density.js';
import { sizesOf } from './parameters.js';

/**
 * Bernoulli log-likelihood from logits, Σ [x·l − softplus(l)]: finite for every logit, unlike ln of a probability.
 * @param x      [B, D], zeros and ones (or probabilities, for a cross-entropy)
 * @param logits [B, D], ln(p/(1 − p))
 * @returns      [B], nats
 */
export function logBernoulli(x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1);
}

/**
 * Independent binary variables, x_d = 1 with probability sigmoid(logit_d); `logProb` is a log-probability.
 * @param logits D numbers, or a tensor [D] or [B | 1, D]
 */
export function bernoulli(logits: Values): Density {
  const sizes = sizesOf({ logits }, 'Bernoulli');
  return defineDensity({
    name: 'Bernoulli',
    ...sizes,
    logProb: (x) => logBernoulli(x, rowOf(logits)),
    sample: (count, noise) =>
      tf.cast(tf.less<tf.Tensor2D>(uniformTensor(noise, count, sizes.dim), tf.sigmoid(rowOf(logits))), 'float32'),
  });
}
