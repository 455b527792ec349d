import * as tf from '@tensorflow/tfjs';

/** Where a path is, and how far ln|det| has come on it. */
export interface Place {
  /** [B, D] */
  z: tf.Tensor2D;
  /** [B, 1], nats */
  logDet: tf.Tensor2D;
}

/** dz/dt and d ln|det|/dt = tr ∂v/∂z at a point and a time. */
export type Field = (z: tf.Tensor2D, t: number) => Place;

/** From one time to another, either way. */
export type Solver = (field: Field, start: Place, from: number, to: number) => Place;

/** An explicit Runge–Kutta method: stage i is at time c[i], from the stages before it with weights a[i]. */
export interface Method {
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

const euler: Method = { a: [[]], b: [1], c: [0] };
const midpoint: Method = { a: [[], [1 / 2]], b: [0, 1], c: [0, 1 / 2] };
const rk4: Method = {
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 1 / 2, 1 / 2, 1],
};

/** Of order 1, 2 and 4. Source: Hairer, Nørsett & Wanner 1993, section II.1. */
export const methods = { euler, midpoint, rk4 };

/** The rates at the stages of a step of length h. */
export function stages({ a, c }: Method, field: Field, { z }: Place, t: number, h: number): Place[] {
  const rates: Place[] = [];
  for (const [i, weights] of a.entries()) {
    const at = combined(
      z,
      weights,
      rates.map((rate) => rate.z),
      h,
    );
    rates.push(field(at, t + c[i]! * h));
  }
  return rates;
}

/** The place after a step: both parts move by h·Σ bᵢkᵢ. */
export const moved = (place: Place, b: readonly number[], rates: readonly Place[], h: number): Place => ({
  z: combined(
    place.z,
    b,
    rates.map(({ z }) => z),
    h,
  ),
  logDet: combined(
    place.logDet,
    b,
    rates.map(({ logDet }) => logDet),
    h,
  ),
});

/** x + h·Σ wᵢkᵢ, terms with weight 0 left out. */
function combined(x: tf.Tensor2D, weights: readonly number[], rates: readonly tf.Tensor2D[], h: number): tf.Tensor2D {
  const terms = weights.flatMap((weight, i): tf.Tensor2D[] => (weight === 0 ? [] : [tf.mul(h * weight, rates[i]!)]));
  return terms.length > 0 ? tf.addN([x, ...terms]) : x;
}

/** A method with a fixed number of steps: unrolled, so that it compiles and has gradients. */
export function fixedSteps(method: Method, steps: number): Solver {
  return (field, start, from, to) => {
    const h = (to - from) / steps;
    let place = start;
    for (let k = 0; k < steps; k++) {
      const before = place;
      place = tf.tidy(() => ({ ...moved(before, method.b, stages(method, field, before, from + k * h, h), h) }));
    }
    return place;
  };
}
