import * as tf from '@tensorflow/tfjs';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, countFrom, type OptionChecks } from '../options.js';
import { pairedVectors, reflect, reflectors } from './householder.js';
import { fullMatrix, multiply, solve, triangle, triangleSize } from './matrix.js';

export interface QrOptions {
  /** How many Householder reflections make up Q; an even number starts as the identity. Default D, rounded up to even. */
  reflections?: number;
}

export const qrChecks: OptionChecks<QrOptions> = { reflections: countFrom(1) };

/** D, rounded up to even. */
export const defaultReflections = (dim: number): number => dim + (dim % 2);

/**
 * Linear map by its QR factors, z' = Q R z: Q a product of Householder reflections, R upper triangular with diagonal eˢ.
 * logDet is Σ s; the inverse reflects in reverse order and substitutes.
 * Source: Tomczak & Welling 2016, "Improving variational auto-encoders using Householder flow", for Q.
 * @param dim D
 * @returns a flow with ND + D(D + 1)/2 parameters: N reflection vectors | R line by line | s (`qrParams`)
 * @throws RangeError if dim or reflections is not a whole number of at least 1
 */
export function qr(dim: number, options: QrOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'qr');
  checkOptions(options, qrChecks, 'qr');
  const { reflections: N = defaultReflections(dim) } = options;
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
