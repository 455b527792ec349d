import type * as tf from '@tensorflow/tfjs';
import type { Flow } from './flow.js';

/**
 * The flow with its logDet estimated from given noise, so that everything that takes a flow computes with the estimate.
 * It is without bias where logDet enters linearly, as it does in a log-likelihood or a KL divergence, and in the gradients
 * of both; exp(logDet), an importance weight, has one.
 * @param probes [B | 1, S] standard normal, S = `flow.probeDim`; fresh at each update, since parameters can learn to please one draw
 */
export function withProbes(flow: Flow, probes: tf.Tensor2D): Flow {
  const { forward, inverse } = flow;
  return {
    ...flow,
    probeDim: 0,
    forward: (z, params, context) => forward(z, params, context, probes),
    ...(inverse && { inverse: (z, params, context) => inverse(z, params, context, probes) }),
  };
}

/** The flow with its exact logDet, which no noise can make an estimate. */
export const withoutProbes = (flow: Flow): Flow => ({ ...flow, probeDim: 0 });
