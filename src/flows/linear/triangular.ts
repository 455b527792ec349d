import * as tf from '@tensorflow/tfjs';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, oneOf } from '../options.js';
import { fullMatrix, multiply, type Side, solve, triangle, triangleSize } from './matrix.js';

export interface TriangularOptions {
  /** Which entries may differ from 0. Default `lower`. */
  side?: Side;
}

export const triangularChecks: OptionChecks<TriangularOptions> = { side: oneOf('side', ['lower', 'upper']) };

/**
 * Triangular linear map, z' = T z with diagonal eˢ, logDet Σ s; the inverse by substitution.
 * @param dim D
 * @returns a flow with D(D + 1)/2 parameters: entries beside the diagonal line by line | s (`triangularParams`); the
 *   identity at 0
 * @throws RangeError for a dim out of range or an unknown side
 */
export function triangular(dim: number, options: TriangularOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'triangular');
  checkOptions(options, triangularChecks, 'triangular');
  const { side = 'lower' } = options;
  const beside = triangleSize(dim);
  const parts = (params: tf.Tensor2D, batch: number) => {
    const [packed, s] = splitColumns(params, [beside, dim]);
    const logDet = rowSums(s, batch);
    return { matrix: triangle(side, packed, dim, tf.exp(s)), logDet };
  };
  return defineFlow({
    name: 'triangular',
    config: { side },
    dim,
    paramCount: beside + dim,
    inverseKind: 'exact',
    forward(z, params) {
      const { matrix, logDet } = parts(params, z.shape[0]);
      return { z: multiply(fullMatrix(matrix), z), logDet };
    },
    inverse(z, params) {
      const { matrix, logDet } = parts(params, z.shape[0]);
      return { z: solve(matrix, z), logDet: tf.neg(logDet) };
    },
  });
}
