import * as tf from '@tensorflow/tfjs';

/** ln 2π, in nats */
const logTwoPi = Math.log(2 * Math.PI);

/**
 * Diagonal Gaussian log-density, ln N(z; mean, diag std²) = −½ Σ [((z − mean)/std)² + 2 ln std + ln 2π].
 * @param z      [B, D]
 * @param mean   [B | 1, D]
 * @param logStd [B | 1, D], ln std
 * @returns      [B], nats
 */
export function logNormal(z: tf.Tensor2D, mean: tf.Tensor, logStd: tf.Tensor): tf.Tensor1D {
  const epsilon = tf.mul(tf.sub(z, mean), tf.exp(tf.neg(logStd)));
  const terms = tf.add(tf.mul(0.5, tf.square(epsilon)), logStd);
  return tf.sub(-0.5 * logTwoPi * z.shape[1], tf.sum(terms, 1));
}

/**
 * Standard normal log-density, ln N(z; 0, I) = −½ Σ (z² + ln 2π).
 * @param z [B, D]
 * @returns [B], nats
 */
export function logStandardNormal(z: tf.Tensor2D): tf.Tensor1D {
  return tf.sub(-0.5 * logTwoPi * z.shape[1], tf.mul(0.5, tf.sum(tf.square(z), 1)));
}
