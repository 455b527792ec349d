import * as tf from '@tensorflow/tfjs';
import type { Reparametrised } from '../densities/density.js';
import { unknownName } from '../errors.js';
import { detachedDistribution, type FlowDistribution } from '../flows/flow-distribution.js';
import { customGrad } from '../tensors/custom-grad.js';

/**
 * How the gradient of ln q(x; φ) at x = T_φ(ε) is taken. The derivative has two parts: through the point x (the path),
 * and through φ at a fixed point (the score), whose expectation is 0. The value is always the same.
 * - `total` keeps both: plain reparametrisation.
 * - `path` drops the score of all parameters ("sticking the landing"): zero variance where q equals its target.
 *   ln q is computed by pulling x back through the flow with gradients to φ stopped, so an inverse is needed.
 * - `base-path` drops the score of the base's parameters (mean, scale) only, keeps the total gradient of the flow's,
 *   and needs no inverse: with z₀ fixed x is fixed, so ln q₀ with its parameters stopped is all that changes.
 *
 * In the importance-weighted bound of several draws the score has an expectation; what `path` and `base-path` do there is
 * the doubly reparametrised gradient, see `importanceBound`.
 */
export type GradientKind = 'total' | 'path' | 'base-path';
export const gradientKinds = ['total', 'path', 'base-path'] as const satisfies readonly GradientKind[];

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
 * @param shares  [B], multiply the gradient that goes along the path of each draw; not for `total`. Default 1.
 * @throws TypeError for `path` if the flow has no inverse; RangeError for an unknown kind
 */
export function drawFrom(
  q: FlowDistribution<Reparametrised>,
  epsilon: tf.Tensor2D,
  kind: GradientKind = 'total',
  shares?: tf.Tensor1D,
): Draw {
  if (!gradientKinds.includes(kind)) throw new RangeError(unknownName('gradient', kind, gradientKinds));
  return tf.tidy(() => {
    const z0 = q.base.fromNormal(epsilon);
    return { ...draws[kind](q, z0, shares ? (x) => scaledGradient(x, shares) : (x) => x) };
  });
}

/** A draw with its gradient of one kind; `along` is what the gradient along the path goes through. */
type MakeDraw = (q: FlowDistribution<Reparametrised>, z0: tf.Tensor2D, along: (x: tf.Tensor2D) => tf.Tensor2D) => Draw;

const draws: Readonly<Record<GradientKind, MakeDraw>> = {
  total: (q, z0) => q.push(z0),
  path(q, z0, along) {
    const x = along(q.push(z0).x);
    const { logBase, logDet } = detachedDistribution(q).pull(x);
    return { x, logBase, logDet };
  },
  'base-path'(q, z0, along) {
    const start = along(z0);
    const { x, logDet } = q.push(start);
    return { x, logBase: q.base.detached().logProb(start), logDet };
  },
};

/** x itself, whose gradient is multiplied by one number per row. The factors are saved, no input: none reaches them. */
function scaledGradient(x: tf.Tensor2D, factors: tf.Tensor1D): tf.Tensor2D {
  const identity = customGrad(
    (value: tf.Tensor2D) => ({ value: value.clone(), saved: [factors] }),
    (dy, [kept]) => [tf.mul(dy, tf.expandDims(kept!, 1))],
  );
  return identity(x);
}
