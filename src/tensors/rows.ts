import * as tf from '@tensorflow/tfjs';

/** Repeats a single row B times; more rows stay as they are. */
export function repeatedRows(x: tf.Tensor2D, batch: number): tf.Tensor2D {
  return x.shape[0] === batch ? x : tf.mul(x, tf.ones([batch, 1]));
}

/** The sum of each row, [B | 1, N] → [B]; that of a single row, which serves all samples, is repeated. */
export function rowSums(x: tf.Tensor2D, batch: number): tf.Tensor1D {
  return tf.broadcastTo(tf.sum(x, 1), [batch]);
}
