import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { ContinuousFlow } from '../flows/continuous/index.js';
import type { Flow } from '../flows/flow.js';
import { flowWeights } from '../flows/flow-weights.js';
import { defineProblem } from '../problem/problem.js';
import { type DensityProblem, type DensityProblemOptions, forwardKlProblem, fresh } from './density-problems.js';

/** Whether a flow has a velocity, which flow matching trains. */
export const isContinuous = (flow: Flow): flow is ContinuousFlow => 'velocity' in flow;

/**
 * Fits q = flow(N(0, I)) to samples by flow matching: with x_t = (1 − t)·x₀ + t·x on the straight path from noise x₀ to a
 * sample x, the loss is the mean of ‖v(x_t, t) − (x − x₀)‖² over pairs and times, and its minimum carries N(0, I) to the
 * density of the samples. No path is followed: an update costs one evaluation of v, with its gradient.
 * Inputs: `x` [B, D], `noise` [B, D] standard normal, in whatever order beside x (`pairedByTransport`), and `time` [B, 1],
 * uniform on (0, 1); with a context of C columns also `context` [B, C]. The loss is no likelihood and its minimum not 0:
 * compare models by `distribution(weights).logProb`.
 * Source: Lipman et al. 2023, eq. 23 with σ_min = 0; Liu et al. 2023, eq. 1.
 * @throws TypeError for a flow without a velocity; RangeError for a batch size out of range
 * @example
 * ```ts
 * import { continuous, flowMatchingProblem, noise, sampleSet, train } from 'vinf';
 *
 * const problem = flowMatchingProblem({ flow: continuous(2, { hidden: [32] }), batchSize: 64 });
 * const x = (t: number) => sampleSet('twoMoons', 64, noise(0, 'data', t)).dataSync() as Float32Array;
 * const drawn = (t: number) => ({ noise: noise(0, 'e', t).normal(128), time: noise(0, 'time', t).uniform(64) });
 * const feed = (t: number) => ({ x: x(t), ...drawn(t) });
 * const { weights } = await train(problem, { steps: 300, feed });
 * console.log(problem.distribution(weights).sample(10, noise(1, 'draws')).shape); // [ 10, 2 ]
 * ```
 */
export function flowMatchingProblem({ flow, batchSize }: FlowMatchingOptions): DensityProblem {
  if (!isContinuous(flow)) {
    throw new TypeError(expected('the flow', 'have a velocity, as `continuous` has', flow.name, 'flowMatchingProblem'));
  }
  const { distribution } = forwardKlProblem({ flow, batchSize, learnBase: false });
  const { dim, contextDim } = flow;
  const problem = defineProblem({
    weights: flowWeights(flow),
    inputs: {
      ...{ x: [batchSize, dim], noise: [batchSize, dim], time: [batchSize, 1] },
      ...(contextDim > 0 && ({ context: [batchSize, contextDim] } as { context?: readonly [number, number] })),
    },
    hints: {
      noise: fresh('noise', batchSize * dim),
      time: `uniform on (0, 1) and fresh at each update t, such as noise(seed, 'time', t).uniform(${batchSize})`,
    },
    loss(weights, { x, noise, time, context }) {
      const path: tf.Tensor2D = tf.add(noise, tf.mul(time, tf.sub(x, noise)));
      const velocity = flow.velocity(path, time, weights['flow/params'] as tf.Tensor2D, context);
      const off = tf.sub(velocity, tf.sub(x, noise));
      return { loss: tf.mean<tf.Scalar>(tf.sum(tf.square(off), 1)) };
    },
  });
  return { ...problem, distribution };
}

export type FlowMatchingOptions = Pick<DensityProblemOptions, 'flow' | 'batchSize'>;
