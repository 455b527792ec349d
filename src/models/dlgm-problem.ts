import * as tf from '@tensorflow/tfjs';
import { logBernoulli } from '../densities/bernoulli.js';
import { logNormal, logStandardNormal } from '../densities/gaussian.js';
import type { Annealing } from '../objectives/annealing.js';
import { type FreeEnergyParts, freeEnergy } from '../objectives/free-energy.js';
import { defineProblem, type Problem, type Tensors, type Terms } from '../problem/problem.js';
import { type Dlgm, drawPosterior } from './dlgm.js';
import type { Posterior } from './encoder.js';

/**
 * One draw z_K ~ q(z|x) and the four log-densities that every bound is made of.
 * Source: Rezende & Mohamed 2015, eq. 15.
 * @param posterior what `model.encode` says about each x
 * @param x         [B, dataDim]
 * @param noise     [B, D] standard normal
 */
export function freeEnergyParts(
  model: Dlgm,
  weights: Tensors,
  posterior: Posterior,
  x: tf.Tensor2D,
  noise: tf.Tensor2D,
): FreeEnergyParts {
  const { z0, zK, logDet } = drawPosterior(model, posterior, noise);
  return {
    logLikelihood: logBernoulli(x, model.decode(weights, zK)),
    logPrior: logStandardNormal(zK),
    logBase: logNormal(z0, posterior.mean, posterior.logStd),
    logDet,
  };
}

/**
 * Training a DLGM: inputs `x` [B, dataDim], `noise` [B, D] and `beta`; the annealed free energy is minimised, and the
 * metrics are the free energy at β = 1 (`bound`, an upper bound of −ln p(x)) and its parts, means over the batch in nats.
 * Source: Rezende & Mohamed 2015, eqs. 15 and 20.
 */
export function dlgmProblem(model: Dlgm, batchSize: number, annealing: Annealing = 'energy'): Problem {
  return defineProblem({
    weights: model.weights,
    inputs: { x: [batchSize, model.dataDim], noise: [batchSize, model.flow.dim], beta: [] },
    loss(weights, { x, noise, beta }) {
      const parts = freeEnergyParts(model, weights, model.encode(weights, x), x, noise);
      const { annealed, bound, logPosterior } = freeEnergy(parts, { beta, annealing });
      const { logLikelihood, logPrior } = parts;
      const terms = { loss: annealed, bound, logLikelihood, logPrior, logPosterior };
      return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, tf.mean(term)])) as Terms;
    },
  });
}
