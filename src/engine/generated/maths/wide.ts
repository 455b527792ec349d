import { type Floats, floats } from './floats.js';
import type { Vector, Vectors } from './vectors.js';

/** Functions of float32 computed in float64, two numbers at a time: as exact as float32 can be, and slower. */
export function inFloat64(
  v: Vectors,
  operands: readonly Vector[],
  f: (wide: Floats, ...operands: Vector[]) => Vector,
): Vector {
  const wide = floats(v, 'f64x2');
  const half = (places: readonly [number, number, number, number]) => {
    const parts = operands.map((x) => v.apply('f64x2.promote_low_f32x4', v.shuffle(x, x, places)));
    return v.apply('f32x4.demote_f64x2_zero', f(wide, ...parts));
  };
  return v.shuffle(half([0, 1, 0, 1]), half([2, 3, 2, 3]), [0, 1, 4, 5]);
}

/** 1/k! for k from `first` in steps. */
export const inverseFactorials = (first: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, i) => 1 / factorial(first + step * i));

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** eˣ of two float64 to 11 digits, from e⁻¹¹⁰ to e¹¹⁰: beyond them float32 has 0 and ∞. */
export function wideExp(v: Vectors, x: Vector): Vector {
  const { atLeast, atMost, mul, nearest, polynomial, sub } = floats(v, 'f64x2');
  const bounded = atLeast(atMost(x, 110), -110);
  const n = nearest(mul(bounded, Math.LOG2E));
  const r = sub(bounded, mul(n, Math.LN2));
  const power = v.apply('i64x2.extend_low_i32x4_s', v.apply('i32x4.trunc_sat_f64x2_s_zero', n));
  const scale = v.apply('i64x2.add', v.shift('i64x2.shl', power, 52), v.constant('f64x2', 1));
  return mul(polynomial(r, inverseFactorials(0, 11)), scale);
}

/** ln x of two float64 to 13 digits, of numbers that float32 has or products of two; −∞ at 0, NaN below. */
export function wideLog(v: Vectors, x: Vector): Vector {
  const { add, div, eq, lt, mul, select, sub } = floats(v, 'f64x2');
  // Bits above those of √½ are whole powers of two.
  const rootHalf = v.constant('f64x2', Math.SQRT1_2);
  const above = v.apply('i64x2.sub', x, rootHalf);
  const power = v.shift('i64x2.shr_u', above, 52);
  const shifted = v.apply('i64x2.sub', x, v.shift('i64x2.shl', power, 52));
  const packed = v.shuffle(power, power, [0, 2, 0, 2]);
  const signed = v.shift('i32x4.shr_s', v.shift('i32x4.shl', packed, 20), 20);
  const n = v.apply('f64x2.convert_low_i32x4_s', signed);
  const f = sub(shifted, 1);
  const result = add(mul(n, Math.LN2), twiceArtanh(v, div(f, add(f, 2))));
  const inside = select(lt(x, Infinity), result, x);
  return select(lt(0, x), inside, select(eq(x, 0), -Infinity, Number.NaN));
}

/** ln(1 + x) of two float64, exact near 0 too. */
export function wideLog1p(v: Vectors, x: Vector): Vector {
  const { abs, add, div, lt, select } = floats(v, 'f64x2');
  return select(lt(abs(x), 0.4), twiceArtanh(v, div(x, add(x, 2))), wideLog(v, add(x, 1)));
}

/** 2 artanh s = 2(s + s³/3 + s⁵/5 + …) for |s| ≤ 0.25. */
function twiceArtanh(v: Vectors, s: Vector): Vector {
  const { mul, polynomial } = floats(v, 'f64x2');
  const coefficients = Array.from({ length: 10 }, (_, i) => 2 / (2 * i + 1));
  return mul(s, polynomial(mul(s, s), coefficients));
}
