/**
 * w̄ ← a·w̄ + (1 − a)·w after update t, with a = min(averaging, (1 + t)/(10 + t)), so that the start is soon forgotten.
 * Source: Polyak & Juditsky 1992, with weights that forget.
 * @param average   w̄, changed in place
 * @param averaging share of the old, from 0 to 1
 */
export function addToAverage(average: Float32Array, weights: Float32Array, t: number, averaging: number): void {
  const a = Math.min(averaging, (1 + t) / (10 + t));
  for (let i = 0; i < weights.length; i++) average[i] = a * average[i]! + (1 - a) * weights[i]!;
}
