import { floats } from './floats.js';
import type { Vector, Vectors } from './vectors.js';
import { inFloat64, inverseFactorials } from './wide.js';

/** π/2 as a number of 25 bits, whose products with whole numbers up to 2²⁶ are exact, and the rest. */
const quarterTurn = [1.5707963109016418, 1.5893254773528196e-8] as const;

/** Signs of the terms of sine and cosine in turn. */
const alternating = (terms: readonly number[]): number[] => terms.map((x, i) => (i % 2 === 0 ? x : -x));

/** Sine and cosine of two float64, of angles up to 2²⁶ quarter turns. */
function sineAndCosine(v: Vectors, x: Vector): { sine: Vector; cosine: Vector } {
  const { add, eq, floor, mul, nearest, neg, polynomial, select, sub } = floats(v, 'f64x2');
  const n = nearest(mul(x, 2 / Math.PI));
  const r = quarterTurn.reduce((rest, part) => sub(rest, mul(n, part)), x);
  const square = mul(r, r);
  const s = mul(r, polynomial(square, alternating(inverseFactorials(1, 7, 2))));
  const c = polynomial(square, alternating(inverseFactorials(0, 7, 2)));
  const quarter = sub(n, mul(4, floor(mul(n, 0.25))));
  const isOdd = v.apply('v128.or', eq(quarter, 1), eq(quarter, 3));
  const pick = (even: Vector, odd: Vector, isNegative: Vector) => {
    const size = select(isOdd, odd, even);
    return select(isNegative, neg(size), size);
  };
  const sine = pick(s, c, v.apply('f64x2.ge', quarter, v.constant('f64x2', 2)));
  const turned = add(quarter, 1);
  const cosine = pick(c, s, v.apply('v128.or', eq(turned, 2), eq(turned, 3)));
  return { sine, cosine };
}

/** Larger angles are taken for this one: float32 holds no part of a turn of them. */
const largestAngle = 1e8;
const bounded = (v: Vectors, x: Vector): Vector => {
  const { abs, atLeast, atMost, lt, select } = floats(v, 'f64x2');
  return select(lt(abs(x), Infinity), atLeast(atMost(x, largestAngle), -largestAngle), Number.NaN);
};

export const sin = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], (_, y) => sineAndCosine(v, bounded(v, y!)).sine);

export const cos = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], (_, y) => sineAndCosine(v, bounded(v, y!)).cosine);

export const tan = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ div }, y) => {
    const { sine, cosine } = sineAndCosine(v, bounded(v, y!));
    return div(sine, cosine);
  });

/** arctan of two float64: at most tan π/8 is left of the argument. */
function wideAtan(v: Vectors, x: Vector): Vector {
  const { abs, add, div, lt, mul, polynomial, select, sub, withSign } = floats(v, 'f64x2');
  const size = abs(x);
  const isLarge = lt(1, size);
  const inner = select(isLarge, div(1, size), size);
  const isMiddle = lt(Math.SQRT2 - 1, inner);
  const t = select(isMiddle, div(sub(inner, 1), add(inner, 1)), inner);
  const series = alternating(Array.from({ length: 14 }, (_, i) => 1 / (2 * i + 1)));
  const small = add(mul(t, polynomial(mul(t, t), series)), select(isMiddle, Math.PI / 4, 0));
  return withSign(select(isLarge, sub(Math.PI / 2, small), small), x);
}

export const atan = (v: Vectors, x: Vector): Vector => inFloat64(v, [x], (_, y) => wideAtan(v, y!));

/** arcsin x = arctan(x/√(1 − x²)). */
function wideAsin(v: Vectors, x: Vector): Vector {
  const { add, div, mul, sqrt, sub } = floats(v, 'f64x2');
  return wideAtan(v, div(x, sqrt(mul(sub(1, x), add(1, x)))));
}

export const asin = (v: Vectors, x: Vector): Vector => inFloat64(v, [x], (_, y) => wideAsin(v, y!));

export const acos = (v: Vectors, x: Vector): Vector =>
  inFloat64(v, [x], ({ sub }, y) => sub(Math.PI / 2, wideAsin(v, y!)));
