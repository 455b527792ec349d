import * as tf from '@tensorflow/tfjs';
import type { LogDensity, Reparametrised } from '../densities/density.js';
import { diagonalGaussian } from '../densities/diagonal-gaussian.js';
import { checkCount, expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { type FlowDistribution, flowDistribution } from '../flows/flow-distribution.js';
import { flowWeights } from '../flows/flow-weights.js';
import { withProbes } from '../flows/probes.js';
import { defineProblem, type Problem, type Tensors, type WeightSpec } from '../problem/problem.js';
import { forwardKl, reverseKl } from './kl.js';
import type { GradientKind } from './path-gradient.js';

export interface DensityProblemOptions {
  flow: Flow;
  batchSize: number;
  /** Whether mean and scale of the base N(mean, diag std²) are trained; else it is N(0, I). Default true. */
  learnBase?: boolean;
  /** ln std of the base at the start. Default 0. */
  initialLogStd?: number;
}

/** A problem with the distribution that its weights describe. */
export interface DensityProblem extends Problem {
  /**
   * @param weights as the problem lists them
   * @param context [B | 1, C] where the flow takes one: q(x|c) for each of B contexts, or for one
   * @param probes  [B | 1, S] where the flow estimates its logDet from noise; without them logDet is exact
   * @throws TypeError for a context that is missing; RangeError for one of other columns
   */
  distribution(weights: Tensors, context?: tf.Tensor2D, probes?: tf.Tensor2D): FlowDistribution<Reparametrised>;
}

/**
 * Fits q = flow(N(mean, diag std²)) to a density known up to a constant by the annealed reverse KL.
 * Inputs: `noise` [B, D] standard normal and `beta`; the metric `bound` is the free energy at β = 1, nats.
 * A flow with a context of C columns has it as one more input, `context` [B, C], which the target sees too: q(x|c) is
 * fitted to p̃(x|c) for all contexts that training sees at once. One that estimates its logDet from S numbers per sample,
 * such as `residual` beyond D = 3, has them as the input `probes` [B, S], standard normal and fresh at each update.
 * Source: Rezende & Mohamed 2015, section 6.1.
 * @throws RangeError for a batch size or a scale out of range
 * @example
 * ```ts
 * import { energy, noise, planar, reverseKlProblem, train } from 'vinf';
 *
 * const problem = reverseKlProblem(energy('U1'), { flow: planar(2, { layers: 4 }), batchSize: 64 });
 * const feed = (t: number) => ({ noise: noise(0, 'draws', t).normal(64 * 2), beta: Float32Array.of(1) });
 * const { weights, rows } = await train(problem, { steps: 200, feed });
 * console.log(problem.distribution(weights).sample(10, noise(1, 'draws')).shape); // [ 10, 2 ]
 * console.log(rows.at(-1)!.bound < rows[0].bound); // true
 * ```
 */
export function reverseKlProblem(
  target: LogDensity,
  { gradient = 'total', ...options }: DensityProblemOptions & { gradient?: GradientKind },
): DensityProblem {
  const { flow, batchSize } = options;
  const { weights, distribution } = parts(options);
  const problem = defineProblem({
    weights,
    inputs: { noise: [batchSize, flow.dim], beta: [], ...inputsOfFlow(options) },
    hints: { noise: fresh('draws', batchSize * flow.dim), ...probesHint(options) },
    loss(tensors, { noise, beta, context, probes }) {
      const { annealed, bound } = reverseKl(distribution(tensors, context, probes), target, noise, { beta, gradient });
      return { loss: tf.mean(annealed), bound: tf.mean(bound) };
    },
  });
  return { ...problem, distribution };
}

/**
 * Fits the same q to samples by maximum likelihood; input `x` [B, D]. The flow needs an inverse.
 * A flow with a context of C columns has that of each sample as one more input, `context` [B, C], and is q(x|c); one that
 * estimates its logDet has `probes` [B, S], as `reverseKlProblem` has them.
 * @throws RangeError for a batch size or a scale out of range
 * @example
 * ```ts
 * import { forwardKlProblem, noise, realNvp, sampleSet, train } from 'vinf';
 *
 * const data = (step: number) => sampleSet('twoMoons', 64, noise(0, 'data', step)).dataSync() as Float32Array;
 * const problem = forwardKlProblem({ flow: realNvp(2, { layers: 2, hidden: [16] }), batchSize: 64 });
 * const { weights } = await train(problem, { steps: 200, feed: (step) => ({ x: data(step) }) });
 * const q = problem.distribution(weights);
 * console.log(q.logProb(sampleSet('twoMoons', 500, noise(1, 'data'))).mean().dataSync()[0] > -4); // true
 * ```
 */
export function forwardKlProblem(options: DensityProblemOptions): DensityProblem {
  const { weights, distribution } = parts(options);
  const problem = defineProblem({
    weights,
    inputs: { x: [options.batchSize, options.flow.dim], ...inputsOfFlow(options) },
    hints: probesHint(options),
    loss: (tensors, { x, context, probes }) => ({
      loss: tf.mean(forwardKl(distribution(tensors, context, probes), x)),
    }),
  });
  return { ...problem, distribution };
}

/** What a flow takes besides points and parameters. */
interface InputsOfFlow {
  context?: readonly [number, number];
  probes?: readonly [number, number];
}

const inputsOfFlow = ({ flow, batchSize }: DensityProblemOptions): InputsOfFlow => ({
  ...(flow.contextDim > 0 && { context: [batchSize, flow.contextDim] }),
  ...(flow.probeDim > 0 && { probes: [batchSize, flow.probeDim] }),
});

const probesHint = ({ flow, batchSize }: DensityProblemOptions): { probes?: string } =>
  flow.probeDim > 0 ? { probes: fresh('probes', batchSize * flow.probeDim) } : {};

export const fresh = (name: string, count: number): string =>
  `standard normal and fresh at each update t, such as noise(seed, '${name}', t).normal(${count})`;

function parts({ flow, batchSize, learnBase = true, initialLogStd = 0 }: DensityProblemOptions) {
  checkCount('batchSize', batchSize, flow.name);
  if (!Number.isFinite(initialLogStd)) {
    throw new RangeError(expected('initialLogStd', 'be finite', initialLogStd, flow.name));
  }
  const [D, of] = [flow.dim, flow.config];
  const filled = (value: number) => () => new Float32Array(D).fill(value);
  const base: WeightSpec[] = [
    { name: 'base/mean', shape: [1, D], of, initial: filled(0) },
    { name: 'base/logStd', shape: [1, D], of, initial: filled(initialLogStd) },
  ];
  return {
    weights: [...(learnBase ? base : []), ...flowWeights(flow)],
    distribution: (weights: Tensors, context?: tf.Tensor2D, probes?: tf.Tensor2D) =>
      flowDistribution(
        diagonalGaussian(weights['base/mean'] ?? filled(0)(), weights['base/logStd'] ?? filled(initialLogStd)()),
        probes ? withProbes(flow, probes) : flow,
        weights['flow/params'] ?? [],
        context,
      ),
  };
}
