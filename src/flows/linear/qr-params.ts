import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { cutParts, joinParts } from '../named-params.js';
import { checkOptions } from '../options.js';
import { type PlainMatrix, toRows } from '../plain-matrix.js';
import { triangleSize } from './matrix.js';
import { logDiagonal, packTriangle, unpackTriangle } from './packed-triangle.js';
import { defaultReflections, type QrOptions, qrChecks } from './qr.js';

/** The factors Q and R of `qr`: N reflection vectors of D numbers, and R [D, D], its diagonal above 0. */
export interface QrFactors {
  reflections: readonly (readonly number[])[];
  upper: PlainMatrix;
}

/**
 * Parameters of `qr`, z' = Q R z with Q = H₁H₂…H_N, from the vectors of the reflections, of any length, and R.
 * @returns ND + D(D + 1)/2 numbers: N vectors | R line by line | s, the logarithms of the diagonal of R
 * @throws RangeError without reflections, for one that does not have D numbers, if R is not square and upper triangular
 *   with a diagonal above 0, or for a number that is not finite
 */
export function qrParams({ reflections, upper }: QrFactors): Float32Array {
  const where = 'qrParams';
  const D = upper.length;
  checkCount('dim', D, where);
  checkCount('reflections', reflections.length, where);
  const { beside, diagonal } = packTriangle('upper', upper, { side: 'upper', size: D }, where);
  return joinParts(
    [
      ...reflections.map((v, i) => [`reflection ${i + 1}`, v, D] as const),
      ['upper', beside, beside.length],
      ['the diagonal of upper', logDiagonal('upper', diagonal, where), D],
    ],
    where,
  );
}

/**
 * The vectors of the reflections and R from the parameters. `qrParams` makes the same parameters of them: bit for bit but
 * for s, which between −700 and 700 is the same to 1e-6.
 * @param params ND + D(D + 1)/2 numbers or a tensor of one row
 * @param dim    D
 * @param options the flow's own
 * @throws RangeError for another count of parameters, or one that is not finite, or what the flow refuses
 */
export function readQrParams(params: Values, dim: number, options: QrOptions = {}): QrFactors {
  checkCount('dim', dim, 'readQrParams');
  checkOptions(options, qrChecks, 'readQrParams');
  const { reflections: N = defaultReflections(dim) } = options;
  const sizes = [N * dim, triangleSize(dim), dim];
  const [v, beside, s] = cutParts(params, sizes, `readQrParams, dim ${dim}, ${N} reflections`);
  return {
    reflections: toRows(v!, dim),
    upper: unpackTriangle({ beside: beside!, diagonal: s!.map(Math.exp) }, 'upper'),
  };
}
