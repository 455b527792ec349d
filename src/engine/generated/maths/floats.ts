import type { Vector, Vectors } from './vectors.js';

/** A vector, or a number in all of its lanes. */
export type Term = Vector | number;

/** Arithmetic on float32 or float64, lane by lane. */
export interface Floats {
  of(x: Term): Vector;
  add(a: Term, b: Term): Vector;
  sub(a: Term, b: Term): Vector;
  mul(a: Term, b: Term): Vector;
  div(a: Term, b: Term): Vector;
  sqrt(x: Term): Vector;
  abs(x: Term): Vector;
  neg(x: Term): Vector;
  nearest(x: Term): Vector;
  floor(x: Term): Vector;
  trunc(x: Term): Vector;
  eq(a: Term, b: Term): Vector;
  lt(a: Term, b: Term): Vector;
  le(a: Term, b: Term): Vector;
  /** The smaller of x and a bound that is a number; NaN stays. */
  atMost(x: Term, bound: number): Vector;
  /** The larger of x and a bound that is a number; NaN stays. */
  atLeast(x: Term, bound: number): Vector;
  /** `condition ? a : b`. */
  select(condition: Vector, a: Term, b: Term): Vector;
  /** |x| with the sign of another number. */
  withSign(x: Term, sign: Vector): Vector;
  /** c₀ + c₁x + c₂x² + … */
  polynomial(x: Term, coefficients: readonly number[]): Vector;
}

/** Arithmetic of one kind in the function whose vectors these are. */
export function floats(v: Vectors, kind: 'f32x4' | 'f64x2'): Floats {
  const of = (x: Term) => (typeof x === 'number' ? v.constant(kind, x) : x);
  const add = (a: Term, b: Term) => v.apply(`${kind}.add`, of(a), of(b));
  const mul = (a: Term, b: Term) => v.apply(`${kind}.mul`, of(a), of(b));
  const select = (condition: Vector, a: Term, b: Term) => v.apply('v128.bitselect', of(a), of(b), condition);
  return {
    of,
    add,
    mul,
    select,
    sub: (a, b) => v.apply(`${kind}.sub`, of(a), of(b)),
    div: (a, b) => v.apply(`${kind}.div`, of(a), of(b)),
    sqrt: (x) => v.apply(`${kind}.sqrt`, of(x)),
    abs: (x) => v.apply(`${kind}.abs`, of(x)),
    neg: (x) => v.apply(`${kind}.neg`, of(x)),
    nearest: (x) => v.apply(`${kind}.nearest`, of(x)),
    floor: (x) => v.apply(`${kind}.floor`, of(x)),
    trunc: (x) => v.apply(`${kind}.trunc`, of(x)),
    eq: (a, b) => v.apply(`${kind}.eq`, of(a), of(b)),
    lt: (a, b) => v.apply(`${kind}.lt`, of(a), of(b)),
    le: (a, b) => v.apply(`${kind}.le`, of(a), of(b)),
    atMost: (x, bound) => v.apply(`${kind}.pmin`, of(x), of(bound)),
    atLeast: (x, bound) => v.apply(`${kind}.pmax`, of(x), of(bound)),
    withSign: (x, sign) => select(of(-0), sign, x),
    polynomial: (x, coefficients) => coefficients.map(of).reduceRight((sum, c) => add(c, mul(sum, x))),
  };
}
