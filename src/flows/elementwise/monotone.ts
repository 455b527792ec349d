import * as tf from '@tensorflow/tfjs';
import { defineFlow, type FlowMap } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { type MonotoneTransformerOptions, monotoneTransformer } from '../transformers/monotone.js';

/**
 * An increasing function of each coordinate with parameters of its own, a small monotone network onto ℝ:
 * `monotoneTransformer` with free numbers. It fits marginals of any shape; coordinates stay independent.
 * Forward is closed, the inverse a bracketed root: for densities of data use it inverted.
 * @param dim D
 * @returns a flow with (2 + 3m)·D parameters, coordinate after coordinate; the identity at 0
 */
export function monotone(dim: number, options: MonotoneTransformerOptions = {}): InvertibleFlow<'numeric'> {
  const transformer = monotoneTransformer(options);
  const n = transformer.paramCount;
  const way =
    (direction: 'forward' | 'inverse'): FlowMap =>
    (z, params) => {
      const out = transformer[direction](z, params.reshape([-1, dim, n]));
      return { z: out.z, logDet: tf.sum(out.logSlope, 1) };
    };
  const [forward, inverse] = [way('forward'), way('inverse')];
  return defineFlow({
    name: 'monotone',
    config: { ...transformer.config },
    dim,
    paramCount: dim * n,
    inverseKind: 'numeric',
    forward,
    inverse,
  });
}
