import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { checkEach, cutParts, joinParts } from '../named-params.js';
import { mostLogTail, mostSkew } from './sinh-arcsinh.js';

/** The numbers of `sinhArcsinh` as in its equation: ε in (−10, 10) and τ in (1/e, e) of each of D coordinates. */
export interface SinhArcsinhValues {
  skew: readonly number[];
  tail: readonly number[];
}

/** The same by what is unconstrained: ε = a/(1 + |a|/10) of the raw skew, ln τ = a/(1 + |a|) of the raw ln τ. */
export interface UnconstrainedSinhArcsinhValues {
  rawSkew: readonly number[];
  rawLogTail: readonly number[];
}

/**
 * Parameters of `sinhArcsinh`, z' = sinh(τ·(asinh(z) + ε)), from ε (skew) and τ (tail) or from what is unconstrained.
 * @returns 2D numbers, raw ε | raw ln τ
 * @throws RangeError for two lists of different lengths, ε or τ outside their bounds, or a number that is not finite
 */
export function sinhArcsinhParams(values: SinhArcsinhValues | UnconstrainedSinhArcsinhValues): Float32Array {
  const where = 'sinhArcsinhParams';
  const { rawSkew, rawLogTail } = 'rawSkew' in values ? values : unconstrained(values, where);
  const D = rawSkew.length;
  checkCount('dim', D, where);
  return joinParts(
    [
      ['skew', rawSkew, D],
      ['tail', rawLogTail, D],
    ],
    where,
  );
}

function unconstrained({ skew, tail }: SinhArcsinhValues, where: string): UnconstrainedSinhArcsinhValues {
  checkEach('skew', skew, `be between −${mostSkew} and ${mostSkew}`, (x) => Math.abs(x) < mostSkew, where);
  checkEach('tail', tail, 'be between 1/e and e', (x) => Math.abs(Math.log(x)) < mostLogTail, where);
  return {
    rawSkew: skew.map((x) => unbounded(x, mostSkew)),
    rawLogTail: tail.map((x) => unbounded(Math.log(x), mostLogTail)),
  };
}

/** y = a/(1 + |a|/c), and the a of a y with |y| < c. */
const bounded = (a: number, c: number): number => a / (1 + Math.abs(a) / c);
const unbounded = (y: number, c: number): number => y / (1 - Math.abs(y) / c);

/**
 * ε and τ of each coordinate from the parameters. `sinhArcsinhParams` makes the same parameters of them up to rounding:
 * raw values between −1000 and 1000 to 1e-6 of their size.
 * @param params 2D numbers or a tensor [1, 2D]
 * @param dim    D
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readSinhArcsinhParams(params: Values, dim: number): SinhArcsinhValues {
  checkCount('dim', dim, 'readSinhArcsinhParams');
  const [rawSkew, rawLogTail] = cutParts(params, [dim, dim], `readSinhArcsinhParams, dim ${dim}`);
  return {
    skew: rawSkew!.map((a) => bounded(a, mostSkew)),
    tail: rawLogTail!.map((a) => Math.exp(bounded(a, mostLogTail))),
  };
}
