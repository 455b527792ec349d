import * as tf from '@tensorflow/tfjs';
import type { Density, LogDensity, Reparametrised } from '../densities/density.js';
import type { FlowDistribution } from '../flows/flow-distribution.js';
import { rowOf } from '../tensors/values.js';
import { drawFrom, type GradientKind } from './path-gradient.js';

export interface ReverseKlOptions {
  /** β on the target's log-density while training. Default 1. */
  beta?: number | tf.Tensor;
  /** Default `total`. */
  gradient?: GradientKind;
}

/** Per-sample terms, [B] each, in nats. */
export interface ReverseKlTerms {
  /** ln q(x) − β ln p̃(x): what is minimised */
  annealed: tf.Tensor1D;
  /** ln q(x) − ln p̃(x): its mean is the free energy, KL(q‖p) − ln Z */
  bound: tf.Tensor1D;
}

/**
 * Reverse KL to a density known up to a constant, by reparametrised draws of q:
 * F_β = E_q[ln q(x) − β ln p̃(x)], and KL(q‖p) = F₁ + ln Z.
 * With a context, ln p̃(x|c): the mean over rows is the mean over contexts, one draw for each.
 * Source: Rezende & Mohamed 2015, eq. 20 with −U(z) for the log joint, as in section 6.1.
 * @param epsilon [B, D] standard normal
 */
export function reverseKl(
  q: FlowDistribution<Reparametrised>,
  target: LogDensity,
  epsilon: tf.Tensor2D,
  { beta = 1, gradient = 'total' }: ReverseKlOptions = {},
): ReverseKlTerms {
  return tf.tidy(() => {
    const { x, logBase, logDet } = drawFrom(q, epsilon, gradient);
    const logQ = tf.sub<tf.Tensor1D>(logBase, logDet);
    const logTarget = target.logDensity(x, q.context && rowOf(q.context));
    const annealed = tf.sub<tf.Tensor1D>(logQ, tf.mul(beta, logTarget));
    return { annealed, bound: tf.sub<tf.Tensor1D>(logQ, logTarget) };
  });
}

/**
 * Forward KL to the distribution of data, up to the data's entropy: −ln q(x), whose mean is E_p[−ln q] = KL(p‖q) + H[p].
 * Minimising it is maximum likelihood. A flow needs an inverse.
 * @param x [B, D] → [B], nats
 */
export function forwardKl(q: Density, x: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.neg(q.logProb(x)));
}
