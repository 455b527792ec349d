import * as tf from '@tensorflow/tfjs';
import { rowSums } from '../../tensors/rows.js';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, seedCheck } from '../options.js';
import { fullMatrix, multiply, solve, triangle, triangleSize } from './matrix.js';
import { identityOrder, permute, randomOrder } from './permutation.js';

export interface PluOptions {
  /** Chooses the permutation; without it P = I, and the map starts as the identity, otherwise as P. */
  seed?: number;
}

const checks: OptionChecks<PluOptions> = { seed: seedCheck };

/**
 * Linear map by its PLU factors, z' = P L U z: P a fixed permutation, L with a diagonal of ones, U with diagonal eˢ.
 * logDet is Σ s; the inverse takes two substitutions.
 * Source: Kingma & Dhariwal 2018, "Glow", section 3.2.
 * @param dim D
 * @returns a flow with D² parameters: L line by line | U line by line | s (`pluParams`); P at 0
 * @throws RangeError for a dim or a seed out of range
 * @example
 * ```ts
 * import { jacobianAt, plu, pluParams } from 'vinf';
 *
 * const params = pluParams({ lower: [[1, 0], [3, 1]], upper: [[2, 1], [0, 4]] });
 * console.log(jacobianAt(plu(2), params, [0, 0])); // [ [ 2, 1 ], [ 6, 7 ] ]
 * ```
 */
export function plu(dim: number, options: PluOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'plu');
  checkOptions(options, checks, 'plu');
  const { seed } = options;
  const order = seed === undefined ? identityOrder(dim) : randomOrder(dim, seed);
  const beside = triangleSize(dim);
  const parts = (params: tf.Tensor2D, batch: number) => {
    const [l, u, s] = splitColumns(params, [beside, beside, dim]);
    const logDet = rowSums(s, batch);
    return { L: triangle('lower', l, dim), U: triangle('upper', u, dim, tf.exp(s)), logDet };
  };
  return defineFlow({
    name: 'plu',
    config: { seed: seed ?? null },
    dim,
    paramCount: dim * dim,
    inverseKind: 'exact',
    forward(z, params) {
      const { L, U, logDet } = parts(params, z.shape[0]);
      return { z: permute(multiply(fullMatrix(L), multiply(fullMatrix(U), z)), order, 'forward'), logDet };
    },
    inverse(z, params) {
      const { L, U, logDet } = parts(params, z.shape[0]);
      return { z: solve(U, solve(L, permute(z, order, 'inverse'))), logDet: tf.neg(logDet) };
    },
  });
}
