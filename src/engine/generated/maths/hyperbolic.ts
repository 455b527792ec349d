import type { Vector, Vectors } from './vectors.js';
import { inFloat64, inverseFactorials, wideExp, wideLog1p } from './wide.js';

/** (eˣ − e⁻ˣ)/2; below 1 its series. */
export const sinh = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ abs, lt, mul, neg, polynomial, select, sub }, y) => {
    const series = mul(y!, polynomial(mul(y!, y!), inverseFactorials(1, 8, 2)));
    const far = mul(0.5, sub(wideExp(v, y!), wideExp(v, neg(y!))));
    return select(lt(abs(y!), 1), series, far);
  });

/** (eˣ + e⁻ˣ)/2. */
export const cosh = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ add, mul, neg }, y) => mul(0.5, add(wideExp(v, y!), wideExp(v, neg(y!)))));

/** ln(x + √(x² + 1)) with the sign of x. */
export const asinh = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ abs, add, div, eq, mul, select, sqrt, withSign }, y) => {
    const size = abs(y!);
    const square = mul(size, size);
    const beyond = add(size, div(square, add(1, sqrt(add(square, 1)))));
    return select(eq(size, Infinity), y!, withSign(wideLog1p(v, beyond), y!));
  });

/** ln(x + √(x² − 1)), NaN below 1. */
export const acosh = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ add, lt, mul, select, sqrt, sub }, y) => {
    const t = sub(y!, 1);
    return select(lt(t, 0), Number.NaN, wideLog1p(v, add(t, sqrt(mul(t, add(t, 2))))));
  });

/** ½ ln((1 + x)/(1 − x)), ±∞ at ±1 and NaN beyond. */
export const atanh = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ abs, add, div, mul, sub, withSign }, y) => {
    const size = abs(y!);
    return withSign(mul(0.5, wideLog1p(v, div(add(size, size), sub(1, size)))), y!);
  });
