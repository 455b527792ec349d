import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';
import { detached } from '../tensors/values.js';

/**
 * The importance-weighted bound −ln (1/k) Σ_d w_d of k draws for each point, which is −ELBO at k = 1 and falls to −ln p(x)
 * as k grows. Its gradient goes to draw d in proportion to `importanceShares`.
 * Source: Burda, Grosse & Salakhutdinov 2016, eq. 8.
 *
 * In expectation the score of q does not vanish here. With the draws of `drawFrom(q, ε, 'path', shares)` it is replaced
 * by one more gradient along the path, Σ_d w̃_d² ∂ln w_d/∂x_d · ∂x_d/∂φ, whose signal does not drown as k grows: the doubly
 * reparametrised gradient (Tucker et al. 2019, eq. 8). `base-path` does so for the base alone, with the flow as a part of
 * the model, and needs no inverse.
 * @param negLogWeights [k·B], −ln w of the first draw for all points, then of the second …, nats
 * @param draws         k
 * @returns             [B], nats
 * @throws RangeError if k is no count, or not a divisor
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { importanceBound } from 'vinf';
 *
 * const negLogWeights = tf.tensor1d([3, 5, 2, 4]); // two draws for each of two points
 * console.log(importanceBound(negLogWeights, 2).arraySync().map((x) => x.toFixed(3))); // [ '2.380', '4.380' ]
 * ```
 */
export function importanceBound(negLogWeights: tf.Tensor1D, draws: number): tf.Tensor1D {
  if (draws === 1) return negLogWeights;
  const logWeights = tf.neg(byDraw(negLogWeights, draws));
  return tf.sub(Math.log(draws), tf.logSumExp<tf.Tensor1D>(logWeights, 0));
}

/**
 * The normalised weights w̃_d = w_d / Σ w of the draws of each point, [k·B], without a gradient.
 * @param negLogWeights as for `importanceBound`
 */
export function importanceShares(negLogWeights: tf.Tensor1D, draws: number): tf.Tensor1D {
  const logWeights = tf.transpose(tf.neg(byDraw(detached(negLogWeights), draws)));
  return tf.reshape(tf.transpose(tf.softmax(logWeights)), [negLogWeights.size]);
}

function byDraw(values: tf.Tensor1D, draws: number): tf.Tensor2D {
  checkCount('draws', draws, 'importanceBound');
  if (values.size % draws === 0) return tf.reshape(values, [draws, values.size / draws]);
  throw new RangeError(expected('the log-weights', `number a multiple of ${draws}`, values.size, 'importanceBound'));
}
