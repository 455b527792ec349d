import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { checkEach, cutParts, joinParts } from '../named-params.js';
import { softplus, softplusInverse } from '../softplus.js';

/** The numbers of `slog` as in its equation: α > 0 of each of D coordinates. */
export interface SlogValues {
  alpha: readonly number[];
}

/** The same by what is unconstrained: α = softplus(rawAlpha). */
export interface UnconstrainedSlogValues {
  rawAlpha: readonly number[];
}

/**
 * Parameters of `slog`, z' = sgn(z)·ln(1 + α|z|)/α, from α or from what is unconstrained.
 * @returns D numbers, raw α
 * @throws RangeError for α ≤ 0 or a number that is not finite
 */
export function slogParams(values: SlogValues | UnconstrainedSlogValues): Float32Array {
  const where = 'slogParams';
  const rawAlpha = 'rawAlpha' in values ? values.rawAlpha : unconstrained(values, where);
  checkCount('dim', rawAlpha.length, where);
  return joinParts([['alpha', rawAlpha, rawAlpha.length]], where);
}

function unconstrained({ alpha }: SlogValues, where: string): number[] {
  checkEach('alpha', alpha, 'be above 0', (x) => x > 0, where);
  return alpha.map(softplusInverse);
}

/**
 * α of each coordinate from the parameters. `slogParams` makes the same parameters of it up to rounding, to 1e-6 between
 * −80 and 80.
 * @param params D numbers or a tensor [1, D]
 * @param dim    D
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readSlogParams(params: Values, dim: number): SlogValues {
  checkCount('dim', dim, 'readSlogParams');
  const [rawAlpha] = cutParts(params, [dim], `readSlogParams, dim ${dim}`);
  return { alpha: rawAlpha!.map(softplus) };
}
