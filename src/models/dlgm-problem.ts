import * as tf from '@tensorflow/tfjs';
import { logBernoulli } from '../densities/bernoulli.js';
import { logStandardNormal } from '../densities/gaussian.js';
import { checkCount } from '../errors.js';
import type { Annealing } from '../objectives/annealing.js';
import { type FreeEnergyParts, freeEnergy } from '../objectives/free-energy.js';
import { importanceBound, importanceShares } from '../objectives/importance-bound.js';
import { drawFrom, type GradientKind } from '../objectives/path-gradient.js';
import { defineProblem, type Problem, type Tensors, type Terms } from '../problem/problem.js';
import { type Dlgm, posteriorDistribution } from './dlgm.js';
import type { Posterior } from './encoder.js';

export interface DrawOptions {
  /** Of the log-density of the draw; `path` needs a flow with an inverse. Default `total`. */
  gradient?: GradientKind | undefined;
  /** See `drawFrom`. */
  shares?: tf.Tensor1D | undefined;
}

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
  { gradient, shares }: DrawOptions = {},
): FreeEnergyParts {
  const { x: zK, logBase, logDet } = drawFrom(posteriorDistribution(model, posterior), noise, gradient, shares);
  return {
    logLikelihood: logBernoulli(x, model.decode(weights, zK)),
    logPrior: logStandardNormal(zK),
    logBase,
    logDet,
  };
}

export interface DlgmObjective {
  /** Where β enters while training. Default `energy`. */
  annealing?: Annealing | undefined;
  /** k, draws for each x: with more than one the importance-weighted bound is minimised. Default 1. */
  draws?: number | undefined;
  /** How the gradient of the posterior's log-density is taken. Default `total`. */
  gradient?: GradientKind | undefined;
}

/**
 * Training a DLGM: inputs `x` [B, dataDim], `noise` [k·B, D], the first draw for all x, then the second …, and `beta`;
 * the annealed free energy is minimised, or the importance-weighted bound of k draws. The metrics are the free energy at
 * β = 1 (`bound`, an upper bound of −ln p(x)) and its parts, means over the batch and its draws in nats.
 * Source: Rezende & Mohamed 2015, eqs. 15 and 20; Burda, Grosse & Salakhutdinov 2016, eq. 8.
 * @throws RangeError for a k that is no count, an unknown gradient or annealing
 * @example
 * ```ts
 * import { dlgm, dlgmProblem, loadDigits, planar, runs, train } from 'vinf';
 *
 * const digits = await loadDigits({ data: 'synthetic', count: 200 });
 * const model = dlgm({ flow: planar(4, { layers: 2 }), hidden: [16] });
 * const feed = runs.digitFeed(digits, { latent: 4, batch: 20, annealingSteps: 50 });
 * const { rows } = await train(dlgmProblem(model, 20), { steps: 100, logEvery: 50, feed });
 * console.log(rows[1].bound < rows[0].bound); // true
 * ```
 */
export function dlgmProblem(model: Dlgm, batchSize: number, objective: DlgmObjective = {}): Problem {
  const { annealing = 'energy', draws = 1, gradient = 'total' } = objective;
  checkCount('draws', draws, 'dlgmProblem');
  return defineProblem({
    weights: model.weights,
    inputs: { x: [batchSize, model.dataDim], noise: [draws * batchSize, model.flow.dim], beta: [] },
    loss(weights, { x, noise, beta }) {
      const posterior = repeated(model.encode(weights, x), draws);
      const images = repeat(x, draws);
      const energies = (shares?: tf.Tensor1D) => {
        const parts = freeEnergyParts(model, weights, posterior, images, noise, { gradient, shares });
        return { ...parts, ...freeEnergy(parts, { beta, annealing }) };
      };
      const { annealed, bound, logLikelihood, logPrior, logPosterior } =
        draws > 1 && gradient !== 'total' ? energies(importanceShares(energies().annealed, draws)) : energies();
      const terms = { loss: importanceBound(annealed, draws), bound, logLikelihood, logPrior, logPosterior };
      return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, tf.mean(term)])) as Terms;
    },
  });
}

/** The posterior of each x once for each draw. What all x share stays one row. */
function repeated({ mean, logStd, flowParams, context }: Posterior, draws: number): Posterior {
  const isShared = flowParams.shape[0] < mean.shape[0];
  return {
    mean: repeat(mean, draws),
    logStd: repeat(logStd, draws),
    flowParams: isShared ? flowParams : repeat(flowParams, draws),
    ...(context && { context: repeat(context, draws) }),
  };
}

const repeat = (x: tf.Tensor2D, times: number): tf.Tensor2D => (times === 1 ? x : tf.tile(x, [times, 1]));
