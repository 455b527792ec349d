import { quantileSorted } from 'simple-statistics';
import { expected } from '../errors.js';
import type { Noise } from '../random/index.js';

/** A mean with its standard error. */
export interface MeanEstimate {
  mean: number;
  /** Standard deviation over √count; NaN for fewer than two values */
  stdErr: number;
  count: number;
}

/**
 * Mean and standard error of independent values, in float64 and in two passes.
 * @example
 * ```ts
 * import { meanEstimate } from 'vinf';
 *
 * const { mean, stdErr } = meanEstimate([89.1, 88.7, 89.6, 89.0]);
 * console.log(`${mean.toFixed(2)} ± ${stdErr.toFixed(2)}`); // 89.10 ± 0.19
 * ```
 */
export function meanEstimate(values: ArrayLike<number>): MeanEstimate {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return { mean, stdErr: count > 1 ? Math.sqrt(squares / (count - 1) / count) : Number.NaN, count };
}

/**
 * Mean of a − b for values that belong together, such as two models' results on the same images:
 * what the pairs have in common cancels, so the standard error is that of the differences.
 * @throws RangeError if the lengths differ
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>): MeanEstimate {
  if (a.length !== b.length) {
    throw new RangeError(expected('b', `have ${a.length} values like a`, b.length, 'pairedDifference'));
  }
  return meanEstimate(Float64Array.from({ length: a.length }, (_, i) => a[i]! - b[i]!));
}

export interface BootstrapOptions {
  /** How many times the values are drawn anew. Default 2000. */
  resamples?: number;
  /** Share of the resampled statistics inside the interval. Default 0.95. */
  level?: number;
  /** What is computed of each resample. Default the mean. */
  statistic?: (values: Float64Array) => number;
}

/**
 * Percentile bootstrap interval: the middle `level` of a statistic over resamples with replacement.
 * Source: Efron & Tibshirani 1993, chapter 13.
 * @param noise makes the interval reproducible
 * @returns [low, high]
 * @throws RangeError if there are no values, or unless 0 < level < 1
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  noise: Noise,
  { resamples = 2000, level = 0.95, statistic = (x) => meanEstimate(x).mean }: BootstrapOptions = {},
): [number, number] {
  const n = values.length;
  if (n === 0) throw new RangeError(expected('the number of values', 'be at least 1', n, 'bootstrapInterval'));
  if (!(level > 0 && level < 1))
    throw new RangeError(expected('level', 'be between 0 and 1', level, 'bootstrapInterval'));
  const draws = noise.uniform(n * resamples);
  const sample = new Float64Array(n);
  const statistics = Array.from({ length: resamples }, (_, r) => {
    for (let i = 0; i < n; i++) sample[i] = values[Math.floor(draws[r * n + i]! * n)]!;
    return statistic(sample);
  }).sort((a, b) => a - b);
  return [quantileSorted(statistics, (1 - level) / 2), quantileSorted(statistics, (1 + level) / 2)];
}
