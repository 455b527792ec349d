import * as tf from '@tensorflow/tfjs';
import { unknownName } from '../errors.js';
import type { Annealing } from './annealing.js';

/** The log-densities of one draw z_K ~ q per row that every bound is made of, [B] each, in nats. */
export interface FreeEnergyParts {
  /** ln p(x|z_K) */
  logLikelihood: tf.Tensor1D;
  /** ln p(z_K) */
  logPrior: tf.Tensor1D;
  /** ln q₀(z₀) */
  logBase: tf.Tensor1D;
  /** Σ ln|det| of the flow */
  logDet: tf.Tensor1D;
}

export interface FreeEnergyOptions {
  /** β, a number or a scalar tensor. Default 1. */
  beta?: number | tf.Tensor;
  /** Where β enters. Default `energy`. */
  annealing?: Annealing;
}

/** Per-sample terms, [B] each, in nats. */
export interface FreeEnergyTerms {
  /** What is minimised: the free energy with β in its place. */
  annealed: tf.Tensor1D;
  /** The free energy itself, at β = 1: an upper bound of −ln p(x) in expectation, −ELBO. */
  bound: tf.Tensor1D;
  /** ln q_K(z_K) = ln q₀(z₀) − Σ ln|det| */
  logPosterior: tf.Tensor1D;
}

/**
 * Free energy F_β = ln q₀(z₀) − Σ ln|det| − β·[ln p(x|z_K) + ln p(z_K)], or with β on the divergence from the prior.
 * Source: Rezende & Mohamed 2015, eqs. 15 and 20.
 * @throws RangeError for an unknown annealing
 */
export function freeEnergy(
  parts: FreeEnergyParts,
  { beta = 1, annealing = 'energy' }: FreeEnergyOptions = {},
): FreeEnergyTerms {
  const { logLikelihood, logPrior, logBase, logDet } = parts;
  const logPosterior = tf.sub<tf.Tensor1D>(logBase, logDet);
  const bound = tf.sub<tf.Tensor1D>(tf.sub(logPosterior, logPrior), logLikelihood);
  const annealed: Record<Annealing, () => tf.Tensor1D> = {
    energy: () => tf.sub(logPosterior, tf.mul(beta, tf.add(logLikelihood, logPrior))),
    kl: () => tf.sub(tf.mul(beta, tf.sub(logPosterior, logPrior)), logLikelihood),
    none: () => bound,
  };
  if (!(annealing in annealed)) throw new RangeError(unknownName('annealing', annealing, Object.keys(annealed)));
  return { annealed: annealed[annealing](), bound, logPosterior };
}
