import * as tf from '@tensorflow/tfjs';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { runningSums, sumsBefore } from './running-sums.js';

/**
 * Onto the first D coordinates of a simplex of D + 1, by breaking a stick, without parameters: with the share
 * sₖ = 1/(1 + (D + 1 − k)e^{−zₖ}) of what is left rₖ = 1 − Σ_{j<k} z'ⱼ, z'ₖ = rₖsₖ. It is D + 1 equal shares at z = 0;
 * logDet = Σ ln sₖ + ln(1 − sₖ) + ln rₖ.
 * Source: Stan reference manual, "Unit simplex".
 * @param dim D, one less than the shares
 */
export function toSimplex(dim: number): InvertibleFlow<'exact'> {
  checkCount('dim', dim, name);
  return defineFlow({
    name,
    dim,
    paramCount: 0,
    inverseKind: 'exact',
    forward(z) {
      const { logShare, logRest } = sticks(z);
      const logLeft = sumsBefore(logRest);
      const logDet = tf.sum<tf.Tensor1D>(tf.add(tf.add(logShare, logRest), logLeft), 1);
      return { z: tf.exp(tf.add<tf.Tensor2D>(logShare, logLeft)), logDet };
    },
    inverse(x) {
      const logNext = tf.log(tf.sub<tf.Tensor2D>(1, runningSums(x)));
      const logLeft = tf.log(tf.sub<tf.Tensor2D>(1, sumsBefore(x)));
      const logX = tf.log(x);
      // ln s + ln(1 − s) + ln r = ln x + ln r' − ln r, where r' is what is left after it.
      const logDet = tf.neg(tf.sum<tf.Tensor1D>(tf.sub(tf.add(logX, logNext), logLeft), 1));
      return { z: tf.add(tf.sub(logX, logNext), offsets(dim)), logDet };
    },
  });
}

const name = 'toSimplex';

/** ln(D + 1 − k), k = 1 … D. */
const offsets = (dim: number): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: dim }, (_, k) => Math.log(dim - k)),
    [1, dim],
  );

/** ln sₖ and ln(1 − sₖ), [B, D] each. */
function sticks(z: tf.Tensor2D): { logShare: tf.Tensor2D; logRest: tf.Tensor2D } {
  const logit: tf.Tensor2D = tf.sub(z, offsets(z.shape[1]));
  return { logShare: tf.neg(tf.softplus(tf.neg(logit))), logRest: tf.neg(tf.softplus(logit)) };
}

/** The last share, Π (1 − sₖ), [B, 1]: it keeps its digits where 1 minus the others would lose them. */
export const lastShare = (z: tf.Tensor2D): tf.Tensor2D => tf.exp(tf.sum<tf.Tensor2D>(sticks(z).logRest, 1, true));
