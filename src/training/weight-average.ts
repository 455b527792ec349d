/** A moving average of the weights while they are trained. */
export interface WeightAverage {
  readonly values: Float32Array;
  /** Takes in the weights after update t. */
  add(weights: Float32Array, t: number): void;
}

/**
 * w̄ ← a·w̄ + (1 − a)·w after update t, with a = min(averaging, (1 + t)/(10 + t)), so that the start is soon forgotten.
 * Source: Polyak & Juditsky 1992, with weights that forget.
 * @param start     the weights before the first update
 * @param averaging share of the old, from 0 to 1
 */
export function weightAverage(start: Float32Array, averaging: number): WeightAverage {
  const values = start.slice();
  return {
    values,
    add(weights, t) {
      const a = Math.min(averaging, (1 + t) / (10 + t));
      for (const [i, weight] of weights.entries()) values[i] = a * values[i]! + (1 - a) * weight;
    },
  };
}
