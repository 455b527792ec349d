import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../flows/flow.js';
import { flowWeights } from '../flows/flow-weights.js';
import type { Tensors, WeightSpec } from '../problem/problem.js';
import { maxoutMlp } from './maxout.js';
import { dense, weightMatrix } from './net.js';

/** Everything the inference network says about q(z|x): q₀ = N(mean, diag std²) and what the flow needs. */
export interface Posterior {
  /** [B, D] */
  mean: tf.Tensor2D;
  /** [B, D] */
  logStd: tf.Tensor2D;
  /** [B | 1, P] */
  flowParams: tf.Tensor2D;
  /** [B, C], only for flows with a context */
  context?: tf.Tensor2D;
}

export interface Encoder {
  readonly weights: readonly WeightSpec[];
  /** @param x [B, dataDim] */
  apply(weights: Tensors, x: tf.Tensor2D): Posterior;
}

export interface EncoderOptions {
  dataDim: number;
  flow: Flow;
  /** Units of each hidden layer before the maxout. */
  hidden: readonly number[];
  window: number;
  /** True: the network emits the flow's parameters for each x; false: one learned set serves all x. */
  amortised: boolean;
}

/**
 * Each of the flow's numbers is a sum over all hidden units, and Adam moves every weight of that sum by the learning rate:
 * at the rate that suits the rest of the network, long flows are thrown about until they break down.
 */
const flowGain = 0.1;

/**
 * Inference network: a maxout MLP with heads for the mean and log standard deviation of q₀ and for the flow.
 * Source: Rezende & Mohamed 2015, section 4.2 and algorithm 1.
 * It starts at the flow's initial parameters for every x, so that all flows start at the same bound.
 * Deviation: the head of the flow sees the hidden units times 0.1, which slows its learning down by as much.
 */
export function encoder({ dataDim, flow, hidden, window, amortised }: EncoderOptions): Encoder {
  const trunk = maxoutMlp('encoder', dataDim, hidden, window);
  const head = (name: string, width: number, gain: number, bias?: (seed: number) => Float32Array) =>
    dense(`encoder/${name}`, trunk.outputDim, width, { gain, ...(bias && { bias }) });
  const mean = head('mean', flow.dim, 1);
  const logStd = head('logStd', flow.dim, 0);
  const params = amortised && flow.paramCount > 0 ? head('flow', flow.paramCount, 0, flow.initialParams) : undefined;
  const context = flow.contextDim > 0 ? head('context', flow.contextDim, 1) : undefined;
  const ofFlow = params?.weights.map((weight) => ({ ...weight, of: flow.config })) ?? [];
  const free = params ? [] : flowWeights(flow);
  const heads = [...mean.weights, ...logStd.weights, ...ofFlow, ...(context?.weights ?? [])];
  return {
    weights: [...trunk.weights, ...heads, ...free],
    apply(weights, x) {
      const h = trunk.apply(weights, x);
      const shared = (): tf.Tensor2D =>
        flow.paramCount === 0 ? tf.zeros([1, 0]) : weightMatrix(weights, 'flow/params');
      return {
        mean: mean.apply(weights, h),
        logStd: logStd.apply(weights, h),
        flowParams: params?.apply(weights, tf.mul(h, flowGain)) ?? shared(),
        ...(context && { context: context.apply(weights, h) }),
      };
    },
  };
}
