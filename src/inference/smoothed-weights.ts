import { expected } from '../errors.js';
import { fitPareto, paretoQuantile } from './pareto.js';

/** Importance weights whose largest are smoothed, and how far they can be trusted. */
export interface SmoothedWeights {
  /** One per draw, in the order of the draws; they sum to 1. */
  readonly weights: Float64Array;
  /** k̂, the shape of the tail of the weights; infinite where so few differ that no tail can be fitted. */
  readonly paretoK: number;
  /** Effective sample size, 1/Σw². */
  readonly effectiveSamples: number;
}

/** Fewer weights make no tail. */
const leastTail = 5;

/** The prior of k̂: so many further weights, of shape ½. Source: Vehtari et al. 2024, appendix C. */
const [priorCount, priorShape] = [10, 0.5];

/**
 * Pareto-smoothed importance sampling: the M = min(S/5, 3√S) largest weights become the expected order statistics of the
 * generalised Pareto distribution that is fitted to them, and none exceeds the largest as it was.
 * k̂ < 0.5: the variance of the weights is finite; up to 0.7 estimates from a practical number of draws are still good;
 * beyond, they are not to be trusted.
 * Source: Vehtari, Simpson, Gelman, Yao & Gabry 2024, "Pareto smoothed importance sampling".
 * @param logWeights ln p(x, z_s) − ln q(z_s), nats; −∞ is a weight of 0
 * @throws RangeError if there is none, if one is NaN or +∞, or all are −∞
 */
export function smoothedWeights(logWeights: ArrayLike<number>): SmoothedWeights {
  const S = logWeights.length;
  const top = largestOf(logWeights);
  const raw = Float64Array.from(logWeights, (l) => Math.exp(l - top));
  const order = Array.from(raw.keys()).sort((a, b) => raw[a]! - raw[b]!);
  const tail = order.slice(S - Math.ceil(Math.min(S / 5, 3 * Math.sqrt(S))));
  const threshold = raw[order[S - tail.length - 1] ?? order[0]!]!;
  const excesses = Float64Array.from(tail, (s) => raw[s]! - threshold);
  const equal = excesses.length === 0 || excesses.at(-1) === excesses[0];
  const paretoK = tail.length < leastTail ? Number.POSITIVE_INFINITY : equal ? Number.NEGATIVE_INFINITY : smooth();
  const sum = raw.reduce((total, w) => total + w, 0);
  const weights = raw.map((w) => w / sum);
  return { weights, paretoK, effectiveSamples: 1 / weights.reduce((total, w) => total + w * w, 0) };

  function smooth(): number {
    const fit = fitPareto(excesses.map((x) => Math.max(x, Number.MIN_VALUE)));
    const M = tail.length;
    const shape = (fit.shape * M + priorCount * priorShape) / (M + priorCount);
    if (Number.isNaN(shape)) return Number.POSITIVE_INFINITY;
    tail.forEach((s, i) => {
      const excess = paretoQuantile({ shape, scale: fit.scale }, (i + 0.5) / M);
      raw[s] = Math.min(1, threshold + excess);
    });
    return shape;
  }
}

function largestOf(logWeights: ArrayLike<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < logWeights.length; s++) {
    const l = logWeights[s]!;
    if (!(l < Number.POSITIVE_INFINITY))
      throw new RangeError(expected(`log-weight ${s}`, 'be below infinity', l, where));
    top = Math.max(top, l);
  }
  if (top > Number.NEGATIVE_INFINITY) return top;
  throw new RangeError(expected('the log-weights', 'hold one above −∞', logWeights.length === 0 ? 'none' : top, where));
}

const where = 'smoothedWeights';
