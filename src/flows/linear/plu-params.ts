import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { checkEach, cutParts, joinParts } from '../named-params.js';
import type { PlainMatrix } from '../plain-matrix.js';
import { triangleSize } from './matrix.js';
import { logDiagonal, packTriangle, unpackTriangle } from './packed-triangle.js';

/** The factors L and U of `plu`, [D, D] each: L with ones on its diagonal, that of U above 0. */
export interface PluFactors {
  lower: PlainMatrix;
  upper: PlainMatrix;
}

/**
 * Parameters of `plu`, z' = P L U z, from L and U; P belongs to the flow.
 * @returns D² numbers: L line by line | U line by line | s, the logarithms of the diagonal of U
 * @throws RangeError if L or U is not [D, D] and triangular with such a diagonal, or a number is not finite
 */
export function pluParams({ lower, upper }: PluFactors): Float32Array {
  const where = 'pluParams';
  const D = lower.length;
  checkCount('dim', D, where);
  const L = packTriangle('lower', lower, { side: 'lower', size: D }, where);
  const U = packTriangle('upper', upper, { side: 'upper', size: D }, where);
  checkEach('the diagonal of lower', L.diagonal, 'be 1', (x) => x === 1, where);
  return joinParts(
    [
      ['lower', L.beside, L.beside.length],
      ['upper', U.beside, U.beside.length],
      ['the diagonal of upper', logDiagonal('upper', U.diagonal, where), D],
    ],
    where,
  );
}

/**
 * L and U from the parameters. `pluParams` makes the same parameters of them: bit for bit beside the diagonals, s between
 * −700 and 700 to 1e-6.
 * @param params D² numbers or a tensor [1, D²]
 * @param dim    D
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readPluParams(params: Values, dim: number): PluFactors {
  checkCount('dim', dim, 'readPluParams');
  const size = triangleSize(dim);
  const [l, u, s] = cutParts(params, [size, size, dim], `readPluParams, dim ${dim}`);
  return {
    lower: unpackTriangle({ beside: l!, diagonal: s!.map(() => 1) }, 'lower'),
    upper: unpackTriangle({ beside: u!, diagonal: s!.map(Math.exp) }, 'upper'),
  };
}
