import { expected } from '../errors.js';
import { meanEstimate } from './statistics.js';

/** An importance-sampled estimate of −ln p(x) for one x. */
export interface ImportanceEstimate {
  /** −ln p̂_S(x) = ln S − ln Σ w_s, in nats; in expectation an upper bound of −ln p(x) that falls with S */
  nll: number;
  /** Monte Carlo standard error of `nll`, by the delta method: √(Var(w)/S)/w̄; too small where `ess` is a few */
  stdErr: number;
  /** Effective number of samples, (Σw)²/Σw², from 1 to S */
  ess: number;
  /** −ELBO, the mean of −ln w over the same samples */
  bound: number;
  /** S */
  samples: number;
}

/** Running sums of importance weights for N points, so that S draws never lie in memory together. */
export interface ImportanceSums {
  /** @param logWeights draws × N, draw after draw, nats; any whole number of draws */
  add(logWeights: ArrayLike<number>): void;
  /** One estimate per point, from all that was added. */
  estimates(): ImportanceEstimate[];
}

/**
 * Importance-sampled −ln p(x), by a log-mean-exp in float64:
 * ln p̂_S(x) = ln Σ_s exp(l_s) − ln S with l_s = ln p(x, z_s) − ln q(z_s|x), z_s ~ q.
 * Source: Rezende, Mohamed & Wierstra 2014; that E ln p̂_S rises with S: Burda et al. 2016, theorem 1.
 * @param logWeights l_1 … l_S of one x, nats
 * @throws RangeError if there is none, or one is NaN or +∞ (−∞ is a weight of 0)
 * @example
 * ```ts
 * import { importanceNll } from 'vinf';
 *
 * const { nll, bound, ess } = importanceNll([-3, -2, -4]); // ln p(x, z) − ln q(z|x) of three draws of z
 * console.log(nll.toFixed(3), bound, ess.toFixed(2)); // 2.691 3 1.96
 * ```
 */
export function importanceNll(logWeights: ArrayLike<number>): ImportanceEstimate {
  const sums = importanceSums();
  sums.add(logWeights);
  return sums.estimates()[0]!;
}

/**
 * The same for N points at once and a chunk of draws at a time.
 * @throws RangeError from `add` for part of a draw, or a log-weight that is NaN or +∞; from `estimates` if there is none
 */
export function importanceSums(points = 1): ImportanceSums {
  const top = new Float64Array(points).fill(Number.NEGATIVE_INFINITY); // The largest log-weight so far scales the sums.
  const [first, second, total] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
  let samples = 0;
  const include = (i: number, logWeight: number) => {
    total[i]! += logWeight;
    if (logWeight > top[i]!) {
      const shrink = Math.exp(top[i]! - logWeight);
      first[i]! *= shrink;
      second[i]! *= shrink * shrink;
      top[i] = logWeight;
    }
    const weight = logWeight === top[i]! ? 1 : Math.exp(logWeight - top[i]!);
    if (logWeight > Number.NEGATIVE_INFINITY) {
      first[i]! += weight;
      second[i]! += weight * weight;
    }
  };
  return {
    add(logWeights) {
      checkWeights(logWeights, points);
      for (let k = 0; k < logWeights.length; k++) include(k % points, logWeights[k]!);
      samples += logWeights.length / points;
    },
    estimates() {
      if (samples === 0)
        throw new RangeError(expected('the number of importance samples', 'be at least 1', 0, 'importanceSums'));
      return Array.from(top, (scale, i) => estimateOf(scale, first[i]!, second[i]!, total[i]!, samples));
    },
  };
}

function estimateOf(scale: number, first: number, second: number, total: number, samples: number): ImportanceEstimate {
  const ess = second > 0 ? (first * first) / second : 0;
  const variance = samples > 1 ? Math.max(0, samples / ess - 1) / (samples - 1) : Number.NaN;
  return {
    nll: Math.log(samples) - Math.log(first) - scale,
    stdErr: Math.sqrt(variance),
    ess,
    bound: -total / samples,
    samples,
  };
}

function checkWeights(logWeights: ArrayLike<number>, points: number): void {
  if (logWeights.length % points !== 0) {
    throw new RangeError(
      expected('the log-weights', `number a multiple of ${points}`, logWeights.length, 'importanceSums'),
    );
  }
  for (let k = 0; k < logWeights.length; k++) {
    if (logWeights[k]! < Number.POSITIVE_INFINITY) continue;
    throw new RangeError(expected(`log-weight ${k}`, 'be below infinity', logWeights[k], 'importanceSums'));
  }
}

/** One point of an S-curve, a mean over points x. */
export interface ImportancePoint {
  samples: number;
  /** Mean of −ln p̂_S(x), nats */
  nll: number;
  /** Standard error over the points x; NaN for a single one */
  stdErr: number;
}

/**
 * The S-curve: the importance-sampled negative log-likelihood at S = 1, 10, 100 … and at all samples there are.
 * It falls towards its limit, so a plateau shows that S is large enough. For S below the number of samples
 * all disjoint blocks of S are averaged. S = 1 is the bound −ELBO.
 * @param rows for each x its log-weights, equally many
 * @param sizes S, ascending. Default the powers of ten, then all
 * @throws RangeError for an S below 1 or above the number of samples
 */
export function importanceCurve(rows: readonly ArrayLike<number>[], sizes?: readonly number[]): ImportancePoint[] {
  const available = Math.min(...rows.map((row) => row.length));
  return (sizes ?? powersOfTen(available)).map((samples) => {
    if (!(samples >= 1 && samples <= available)) {
      throw new RangeError(expected('S', `be from 1 to ${available}`, samples, 'importanceCurve'));
    }
    const { mean, stdErr } = meanEstimate(rows.map((row) => blockMean(row, samples)));
    return { samples, nll: mean, stdErr };
  });
}

function blockMean(row: ArrayLike<number>, size: number): number {
  const values = Array.from(row);
  const blocks = Math.floor(values.length / size);
  let sum = 0;
  for (let b = 0; b < blocks; b++) sum += importanceNll(values.slice(b * size, (b + 1) * size)).nll;
  return sum / blocks;
}

function powersOfTen(limit: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size < limit; size *= 10) sizes.push(size);
  return [...sizes, limit];
}
