import * as tf from '@tensorflow/tfjs';
import { defineFlow, type FlowMap } from './define.js';
import type { InvertibleFlow } from './flow.js';

/**
 * The identity map, z' = z with logDet 0 and no parameters: the baseline without a flow.
 * @param dim D
 */
export function identity(dim: number): InvertibleFlow<'exact'> {
  const same: FlowMap = (z) => ({ z, logDet: tf.zeros([z.shape[0]]) });
  return defineFlow({ name: 'identity', dim, paramCount: 0, inverseKind: 'exact', forward: same, inverse: same });
}
