import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { cutParts, joinParts } from '../named-params.js';
import { checkOptions } from '../options.js';
import type { PlainMatrix } from '../plain-matrix.js';
import { triangleSize } from './matrix.js';
import { logDiagonal, packTriangle, unpackTriangle } from './packed-triangle.js';
import { type TriangularOptions, triangularChecks } from './triangular.js';

/**
 * Parameters of `triangular`, z' = T z, from T [D, D] itself, its diagonal above 0.
 * @returns D(D + 1)/2 numbers: entries beside the diagonal line by line | s, the logarithms of the diagonal
 * @throws RangeError if T is not square and triangular, its diagonal not above 0, or a number not finite
 */
export function triangularParams(matrix: PlainMatrix, options: TriangularOptions = {}): Float32Array {
  const where = 'triangularParams';
  checkOptions(options, triangularChecks, where);
  const { side = 'lower' } = options;
  const D = matrix.length;
  checkCount('dim', D, where);
  const { beside, diagonal } = packTriangle('the matrix', matrix, { side, size: D }, where);
  const s = logDiagonal('the matrix', diagonal, where);
  return joinParts(
    [
      ['the matrix', beside, beside.length],
      ['the diagonal of the matrix', s, D],
    ],
    where,
  );
}

/**
 * T from the parameters. `triangularParams` makes the same parameters of it: bit for bit beside the diagonal, s between
 * −700 and 700 to 1e-6.
 * @param params D(D + 1)/2 numbers or a tensor of one row
 * @param dim    D
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readTriangularParams(params: Values, dim: number, options: TriangularOptions = {}): number[][] {
  checkCount('dim', dim, 'readTriangularParams');
  checkOptions(options, triangularChecks, 'readTriangularParams');
  const { side = 'lower' } = options;
  const [beside, s] = cutParts(params, [triangleSize(dim), dim], `readTriangularParams, dim ${dim}`);
  return unpackTriangle({ beside: beside!, diagonal: s!.map(Math.exp) }, side);
}
