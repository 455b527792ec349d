import { floats } from './floats.js';
import type { Vector, Vectors } from './vectors.js';

const log2e = Math.LOG2E;
/** ln 2 as a number of few bits, whose products with whole numbers are exact, and the rest. */
export const [ln2High, ln2Low] = [0.693359375, -2.1219444005469057e-4];
/** (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2. Source: Moshier, Cephes 2.2, expf. */
const expCoefficients = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4,
];

/** eˣ of four float32, to 1 unit in the last place, below the smallest normal number too. */
export function exp(v: Vectors, x: Vector): Vector {
  const { atLeast, atMost, mul } = floats(v, 'f32x4');
  const { power, factor } = reduced(v, atLeast(atMost(x, 89), -104));
  const half = v.shift('i32x4.shr_s', power, 1);
  return mul(mul(factor, powerOfTwo(v, half)), powerOfTwo(v, v.apply('i32x4.sub', power, half)));
}

/** eˣ of four float32 from −80 to 80, or NaN. */
function expOfModerate(v: Vectors, x: Vector): Vector {
  const { power, factor } = reduced(v, x);
  return floats(v, 'f32x4').mul(factor, powerOfTwo(v, power));
}

/** eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2. */
function reduced(v: Vectors, x: Vector): { power: Vector; factor: Vector } {
  const { add, mul, nearest, polynomial, sub } = floats(v, 'f32x4');
  const n = nearest(mul(x, log2e));
  const r = sub(sub(x, mul(n, ln2High)), mul(n, ln2Low));
  const factor = add(add(mul(mul(r, r), polynomial(r, expCoefficients)), r), 1);
  return { power: v.apply('i32x4.trunc_sat_f32x4_s', n), factor };
}

/** 2ⁿ of whole numbers from −126 to 127. */
const powerOfTwo = (v: Vectors, n: Vector): Vector =>
  v.shift('i32x4.shl', v.apply('i32x4.add', n, v.constant('i32x4', 127)), 23);

/** 1/(1 + e⁻ˣ) of four float32; of −100 it is e⁻¹⁰⁰. */
export function sigmoid(v: Vectors, x: Vector): Vector {
  const { abs, add, div, lt, neg, select } = floats(v, 'f32x4');
  const e = exp(v, neg(abs(x)));
  return div(select(lt(x, 0), e, 1), add(e, 1));
}

/** (tanh x − x)/x³ for |x| < 0.625, a polynomial in x². Source: Moshier, Cephes 2.2, tanhf. */
const tanhCoefficients = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

/** tanh of four float32: the polynomial near 0, elsewhere 1 − 2/(e²ˣ + 1). */
export function tanh(v: Vectors, x: Vector): Vector {
  const { abs, add, atMost, div, lt, mul, polynomial, select, sub, withSign } = floats(v, 'f32x4');
  const [size, square] = [abs(x), mul(x, x)];
  const near = add(mul(mul(square, polynomial(square, tanhCoefficients)), x), x);
  const e = expOfModerate(v, atMost(add(size, size), 40));
  const far = sub(1, div(2, add(e, 1)));
  return select(lt(size, 0.625), near, withSign(far, x));
}

/** eˣ − 1 = tanh(x/2)·(eˣ + 1) of four float32: no cancellation near 0. */
export function expm1(v: Vectors, x: Vector): Vector {
  const { add, mul } = floats(v, 'f32x4');
  return mul(tanh(v, mul(x, 0.5)), add(exp(v, x), 1));
}
