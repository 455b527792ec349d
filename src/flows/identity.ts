import * as tf from '@tensorflow/tfjs';
import { checkFlowInput, type InvertibleFlow } from './flow.js';

/**
 * The identity map, z' = z with logDet 0 and no parameters: the baseline without a flow.
 * @param dim D
 */
export function identity(dim: number): InvertibleFlow<'exact'> {
  const flow: InvertibleFlow<'exact'> = {
    name: 'identity',
    dim,
    paramCount: 0,
    contextDim: 0,
    inverseKind: 'exact',
    forward(z, params) {
      checkFlowInput(flow, z, params);
      return { z, logDet: tf.zeros([z.shape[0]]) };
    },
    inverse: (z, params) => flow.forward(z, params),
    initialParams: () => new Float32Array(0),
  };
  return flow;
}
