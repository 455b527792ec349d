import type { Vector, Vectors } from './vectors.js';
import { inFloat64, wideExp, wideLog } from './wide.js';

/** erfc z = t·exp(−z² + Σ cᵢtⁱ) with t = 1/(1 + z/2). Source: Press et al. 1992, Numerical Recipes, section 6.2. */
const erfcCoefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/** (−1)ⁿ·2/√π/(n!(2n + 1)), the series of erf. */
const erfSeries: readonly number[] = Array.from({ length: 14 }, (_, n) => {
  const factorial = Array.from({ length: n }, (__, i) => i + 1).reduce((product, i) => product * i, 1);
  return ((n % 2 === 0 ? 1 : -1) * 2) / Math.sqrt(Math.PI) / (factorial * (2 * n + 1));
});

/** The error function: its series below 1, else 1 − erfc |x|. */
export const erf = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ abs, add, atMost, div, lt, mul, polynomial, select, sub, withSign }, y) => {
    const z = atMost(abs(y!), 6);
    const near = mul(y!, polynomial(mul(y!, y!), erfSeries));
    const t = div(1, add(1, mul(0.5, z)));
    const complement = mul(t, wideExp(v, sub(polynomial(t, erfcCoefficients), mul(z, z))));
    return select(lt(z, 1), near, withSign(sub(1, complement), y!));
  });

/** xʸ as IEEE 754 has it: 1 for y = 0, for x = 1, and for x = −1 with y infinite. */
export const pow = (v: Vectors, x: Vector, y: Vector): Vector =>
  inFloat64(v, [x, y], ({ abs, eq, floor, lt, mul, neg, select }, a, b) => {
    const size = select(eq(abs(a!), 1), 1, wideExp(v, mul(b!, wideLog(v, abs(a!)))));
    const isWhole = eq(floor(b!), b!);
    const half = mul(b!, 0.5);
    const isOdd = v.apply('v128.andnot', isWhole, eq(floor(half), half));
    // The sign bit, so that −0 counts: its odd powers are −0 and −∞.
    const signed = select(v.apply('v128.and', isOdd, negativeBits(v, a!)), neg(size), size);
    const isRoot = v.apply('v128.and', lt(a!, 0), lt(-Infinity, a!));
    const isUndefined = v.apply('v128.andnot', isRoot, isWhole);
    const isOne = v.apply('v128.or', eq(b!, 0), eq(a!, 1));
    return select(isOne, 1, select(isUndefined, Number.NaN, signed));
  });

/** All bits where a float64 has its sign bit set. */
const negativeBits = (v: Vectors, x: Vector): Vector => {
  const signs = v.shift('i32x4.shr_s', x, 31);
  return v.shuffle(signs, signs, [1, 1, 3, 3]);
};

/** The remainder of x/y that has the sign of x, exact. */
export const remainder = (v: Vectors, x: Vector, y: Vector): Vector =>
  inFloat64(v, [x, y], ({ abs, div, eq, lt, select, sub, trunc, mul, withSign }, a, b) => {
    const [dividend, divisor] = [abs(a!), abs(b!)];
    const left = powers.reduce((rest, power) => {
      const step = mul(divisor, power);
      const quotient = trunc(div(rest, step));
      const next = sub(rest, mul(quotient, step));
      // The quotient may be one too large.
      const corrected = select(lt(next, 0), sub(rest, mul(sub(quotient, 1), step)), next);
      return select(lt(step, Infinity), corrected, rest);
    }, dividend);
    const isDefined = v.apply('v128.and', lt(dividend, Infinity), v.apply('f64x2.gt', divisor, v.constant('f64x2', 0)));
    const found = select(eq(divisor, Infinity), dividend, left);
    return withSign(select(isDefined, found, Number.NaN), a!);
  });

/** Quotients of two float32 have up to 277 bits: 24 of them at a time, so that products are exact. */
const powers: readonly number[] = Array.from({ length: 12 }, (_, i) => 2 ** (24 * (11 - i)));
