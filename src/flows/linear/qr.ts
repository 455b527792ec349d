import * as tf from '@tensorflow/tfjs';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { pairedVectors, reflect, reflectors } from './householder.js';
import { fullMatrix, multiply, solve, triangle, triangleSize } from './matrix.js';

export interface QrOptions {
  /** How many Householder reflections make up Q; an even number starts as the identity. Default D, rounded up to even. */
  reflections?: number;
}

/** D, rounded up to even. */
export const defaultReflections = (dim: number): number => dim + (dim % 2);

/**
 * Linear map by its QR factors, z' = Q R z: Q a product of Householder reflections, R upper triangular with diagonal eˢ.
 * logDet is Σ s; the inverse reflects in reverse order and substitutes.
 * Source: Tomczak & Welling 2016, "Improving variational auto-encoders using Householder flow", for Q.
 * @param dim D
 * @returns a flow with ND + D(D + 1)/2 parameters: N reflection vectors | R line by line | s (`qrParams`)
 */
export function qr(dim: number, { reflections: N = defaultReflections(dim) }: QrOptions = {}): InvertibleFlow<'exact'> {
  checkCount('reflections', N, 'qr');
  const beside = triangleSize(dim);
  const parts = (params: tf.Tensor2D, batch: number) => {
    const [v, r, s] = splitColumns(params, [N * dim, beside, dim]);
    const logDet = rowSums(s, batch);
    return { units: reflectors(v, N), R: triangle('upper', r, dim, tf.exp(s)), logDet };
  };
  return defineFlow({
    name: 'qr',
    config: { reflections: N },
    dim,
    paramCount: N * dim + beside + dim,
    inverseKind: 'exact',
    forward(z, params) {
      const { units, R, logDet } = parts(params, z.shape[0]);
      return { z: reflect(multiply(fullMatrix(R), z), units), logDet };
    },
    inverse(z, params) {
      const { units, R, logDet } = parts(params, z.shape[0]);
      return { z: solve(R, reflect(z, units.reverse())), logDet: tf.neg(logDet) };
    },
    initialParams(seed) {
      const params = new Float32Array(N * dim + beside + dim);
      params.set(pairedVectors(seed, 'qr/reflections', N, dim));
      return params;
    },
  });
}
