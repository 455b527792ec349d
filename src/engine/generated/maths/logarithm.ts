import { ln2High, ln2Low } from './exponential.js';
import { floats } from './floats.js';
import type { Vector, Vectors } from './vectors.js';

/** (ln(1 + f) − f + f²/2)/f³ for √½ ≤ 1 + f < √2. Source: Moshier, Cephes 2.2, logf. */
const logCoefficients = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1,
  1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
];
const smallestNormal = 2 ** -126;
/** The bits of √½ and of 1 as float32. */
const [bitsOfRootHalf, bitsOfOne] = [0x3f3504f3, 0x3f800000];

/** ln x of four float32, to 1 unit in the last place; −∞ at 0, NaN below. */
export function log(v: Vectors, x: Vector): Vector {
  const { add, lt, mul, select } = floats(v, 'f32x4');
  const isTiny = lt(x, smallestNormal);
  const scaled = select(isTiny, mul(x, 2 ** 24), x);
  const whole = (n: number) => v.constant('i32x4', n);
  const bits = v.apply('i32x4.add', scaled, whole(bitsOfOne - bitsOfRootHalf));
  const exponent = v.apply('i32x4.sub', v.shift('i32x4.shr_s', bits, 23), whole(127));
  const mantissa = v.apply('i32x4.add', v.apply('v128.and', bits, whole(0x7fffff)), whole(bitsOfRootHalf));
  const lowered = v.apply('v128.and', isTiny, v.constant('f32x4', -24));
  const n = add(v.apply('f32x4.convert_i32x4_s', exponent), lowered);
  const inside = select(lt(x, Infinity), sum(v, n, mantissa), x);
  const outside = select(v.apply('f32x4.eq', x, v.constant('f32x4', 0)), -Infinity, Number.NaN);
  return select(lt(0, x), inside, outside);
}

/** n ln 2 + ln m. */
function sum(v: Vectors, n: Vector, m: Vector): Vector {
  const { add, mul, polynomial, sub } = floats(v, 'f32x4');
  const f = sub(m, 1);
  const square = mul(f, f);
  const tail = add(mul(mul(f, square), polynomial(f, logCoefficients)), mul(n, ln2Low));
  return add(add(f, sub(tail, mul(square, 0.5))), mul(n, ln2High));
}
