import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { cutParts, joinParts } from '../named-params.js';

/** The numbers of `affine` by name: t and s, of which each has D. */
export interface AffineValues {
  shift: readonly number[];
  logScale: readonly number[];
}

/**
 * Parameters of `affine`, z' = t + z ⊙ eˢ with t the shift and s the logarithm of the scale.
 * @returns 2D numbers, t | s; `readAffineParams` gives the same values back, in float32
 * @throws RangeError for two lists of different lengths or a number that is not finite
 */
export function affineParams({ shift, logScale }: AffineValues): Float32Array {
  const where = 'affineParams';
  const D = shift.length;
  checkCount('dim', D, where);
  return joinParts(
    [
      ['shift', shift, D],
      ['logScale', logScale, D],
    ],
    where,
  );
}

/**
 * Shift and logarithm of the scale from the parameters; `affineParams` makes the same parameters of them, bit for bit.
 * @param params 2D numbers or a tensor [1, 2D]
 * @param dim    D
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readAffineParams(params: Values, dim: number): AffineValues {
  checkCount('dim', dim, 'readAffineParams');
  const [shift, logScale] = cutParts(params, [dim, dim], `readAffineParams, dim ${dim}`);
  return { shift: shift!, logScale: logScale! };
}
