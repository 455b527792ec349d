import * as tf from '@tensorflow/tfjs';

/**
 * Bernoulli log-likelihood from logits, Σ [x·l − softplus(l)]: finite for every logit, unlike ln of a probability.
 * @param x      [B, D], zeros and ones (or probabilities, for a cross-entropy)
 * @param logits [B, D], ln(p/(1 − p))
 * @returns      [B], nats
 */
export function logBernoulli(x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1);
}
