import * as tf from '@tensorflow/tfjs';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';

/**
 * Diagonal affine map, z' = t + z ⊙ eˢ with logDet Σ s.
 * @param dim D
 * @returns a flow with 2D parameters, t | s (`affineParams`); the identity at 0
 */
export function affine(dim: number): InvertibleFlow<'exact'> {
  const parts = (params: tf.Tensor2D) => splitColumns(params, [dim, dim]);
  return defineFlow({
    name: 'affine',
    dim,
    paramCount: 2 * dim,
    inverseKind: 'exact',
    forward(z, params) {
      const [t, s] = parts(params);
      return { z: tf.add(t, tf.mul(z, tf.exp(s))), logDet: rowSums(s, z.shape[0]) };
    },
    inverse(z, params) {
      const [t, s] = parts(params);
      return { z: tf.mul(tf.sub(z, t), tf.exp(tf.neg(s))), logDet: tf.neg(rowSums(s, z.shape[0])) };
    },
  });
}
