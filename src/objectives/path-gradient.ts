import * as tf from '@tensorflow/tfjs';
import type { Reparametrised } from '../densities/density.js';
import { unknownName } from '../errors.js';
import { detachedDistribution, type FlowDistribution } from '../flows/flow-distribution.js';

/**
 * How the gradient of ln q(x; φ) at x = T_φ(ε) is taken. The derivative has two parts: through the point x (the path),
 * and through φ at a fixed point (the score), whose expectation is 0. The value is always the same.
 * - `total` keeps both: plain reparametrisation.
 * - `path` drops the score of all parameters ("sticking the landing"): zero variance where q equals its target.
 *   ln q is computed by pulling x back through the flow with gradients to φ stopped, so an inverse is needed.
 * - `base-path` drops the score of the base's parameters (mean, scale) only, keeps the total gradient of the flow's,
 *   and needs no inverse: with z₀ fixed x is fixed, so ln q₀ with its parameters stopped is all that changes.
 */
export type GradientKind = 'total' | 'path' | 'base-path';

/** One reparametrised draw per row with the parts of its log-density. */
export interface Draw {
  /** [B, D] */
  x: tf.Tensor2D;
  /** [B], ln q₀(z₀) in nats */
  logBase: tf.Tensor1D;
  /** [B], ln|det ∂x/∂z₀| in nats */
  logDet: tf.Tensor1D;
}

/**
 * x = T(z₀) with z₀ = base(ε), and ln q(x) = logBase − logDet with the chosen gradient.
 * Source: Roeder, Wu & Duvenaud 2017 (`path`); `base-path` is that for the base alone.
 * @param epsilon [B, D] standard normal
 * @throws TypeError for `path` if the flow has no inverse; RangeError for an unknown kind
 */
export function drawFrom(
  q: FlowDistribution<Reparametrised>,
  epsilon: tf.Tensor2D,
  kind: GradientKind = 'total',
): Draw {
  if (!(kind in logParts)) throw new RangeError(unknownName('gradient', kind, Object.keys(logParts)));
  return tf.tidy(() => {
    const z0 = q.base.fromNormal(epsilon);
    const { x, logBase, logDet } = q.push(z0);
    return { x, logBase, logDet, ...logParts[kind](q, z0, x) };
  });
}

type LogParts = (q: FlowDistribution<Reparametrised>, z0: tf.Tensor2D, x: tf.Tensor2D) => Partial<Draw>;

const logParts: Readonly<Record<GradientKind, LogParts>> = {
  total: () => ({}),
  path(q, _, x) {
    const { logBase, logDet } = detachedDistribution(q).pull(x);
    return { logBase, logDet };
  },
  'base-path': (q, z0) => ({ logBase: q.base.detached().logProb(z0) }),
};
