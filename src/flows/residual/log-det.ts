import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { iterate } from '../../tensors/iterate.js';
import { repeatedRows } from '../../tensors/rows.js';
import { splitAlong, splitColumns } from '../../tensors/split.js';
import { stopGradient } from '../../tensors/values.js';
import type { BoundContraction } from './contraction.js';

/**
 * ln det(I + ∂g/∂z), exactly: D forward-mode products give the Jacobian, elimination its pivots. Without pivoting:
 * ‖∂g/∂z‖ < 1 keeps the symmetric part of I + ∂g/∂z positive, hence every pivot.
 * @returns [B, 1]
 */
export function exactLogDet(
  g: BoundContraction,
  slopes: readonly tf.Tensor2D[],
  batch: number,
  dim: number,
): tf.Tensor2D {
  const unit = tf.eye(dim).expandDims(0);
  const directions: tf.Tensor3D = tf.mul(unit, tf.ones([batch, 1, 1]));
  let rest: tf.Tensor3D = tf.add(directions, g.push(directions, slopes));
  const pivots: tf.Tensor3D[] = [];
  for (let n = dim; n > 1; n--) {
    const [top, below] = splitAlong(rest, [1, n - 1], 1);
    const [pivot, row] = splitAlong(top, [1, n - 1], 2);
    const [column, corner] = splitAlong(below, [1, n - 1], 2);
    pivots.push(pivot);
    rest = tf.sub(corner, tf.mul(tf.div(column, pivot), row));
  }
  pivots.push(rest);
  return tf.sum(tf.log(tf.concat(pivots, 2)), 2);
}

export interface SeriesOptions {
  /** m, how many independent estimates are averaged. Default 1. */
  probes?: number;
  /** How many terms are always summed. Default 8. */
  terms?: number;
  /**
   * Whether the series goes on at random, which makes the estimate unbiased. Without it the estimate is off by at most
   * D·cⁿ⁺¹/((n + 1)(1 − c)), n = terms. Default true.
   */
  roulette?: boolean;
}

/** Standard normal numbers that one estimate takes: D for the probe, 2 for the length of the series. */
export const noisePerProbe = (dim: number, roulette: boolean): number => dim + (roulette ? 2 : 0);

/** Random probes and how far the series goes for each. */
export interface SeriesNoise {
  /** [B, m, D], ±1 */
  probes: tf.Tensor3D;
  /** [B, m]: exponential numbers; the series stops where its depth passes them. */
  lives: tf.Tensor2D | null;
}

/** Reads standard normal columns: m·D whose signs are the probes, then 2m whose half squares sum to exponentials. */
export function seriesNoise(noise: tf.Tensor2D, batch: number, dim: number, m: number, roulette: boolean): SeriesNoise {
  const rows = repeatedRows(noise, batch);
  const [signs, rest] = roulette ? splitColumns(rows, [m * dim, 2 * m]) : [rows, null];
  const probes: tf.Tensor3D = tf.sub(tf.mul(2, tf.step(signs)), 1).reshape([batch, m, dim]);
  return { probes, lives: rest && tf.mul<tf.Tensor2D>(0.5, tf.sum(tf.square(rest.reshape([batch, m, 2])), 2)) };
}

/**
 * ln det(I + J) = −Σₖ tr((−J)ᵏ)/k estimated by vᵀJᵏv, v = ±1 at random; beyond `terms`, term k is summed with
 * probability cᵏ⁻ᵗᵉʳᵐˢ and divided by it, so that its expectation stays and, as |vᵀJᵏv| ≤ D·cᵏ, its variance is finite.
 * With the same factors ρₖ the gradient is that of vᵀJu at u = Σₖ ρₖ(−J)ᵏ⁻¹v: one product to differentiate, however long
 * the series, and in expectation tr((I + J)⁻¹dJ).
 * Source: Behrmann et al. 2019; Chen et al. 2019 (residual flows), section 3.2 for the gradient.
 * Deviation: signs in place of Gaussian probes (less variance), and the series continues with probability c at each term.
 * @returns [B, m], one estimate per probe
 */
export function estimatedLogDet(
  g: BoundContraction,
  slopes: readonly tf.Tensor2D[],
  { probes, lives }: SeriesNoise,
  terms: number,
  c: number,
): tf.Tensor2D {
  const [batch, m, dim] = probes.shape;
  const series = customGrad(
    (v: tf.Tensor3D) => {
      const { sum, total } = summed((t) => g.push(t, slopes), v, factors(lives, terms, c));
      return { value: tf.concat([sum, tf.expandDims<tf.Tensor3D>(total, 2)], 2), saved: [] };
    },
    (dy) => [tf.zeros([batch, m, dim], dy.dtype)],
  );
  const [u, total] = splitAlong(series(probes), [dim, 1], 2);
  const product: tf.Tensor2D = tf.sum(tf.mul(probes, g.push(u, slopes)), 2);
  return withGradientOf(product, total.reshape([batch, m]));
}

/** Whether the series has a term after the kth, and ρₖ. */
interface Factors {
  goesOn(k: tf.Scalar): tf.Tensor;
  at(k: tf.Scalar): tf.Tensor;
}

function factors(lives: tf.Tensor2D | null, terms: number, c: number): Factors {
  if (!lives) return { goesOn: (k) => tf.less(k, terms), at: () => tf.scalar(1) };
  const price = -Math.log(c);
  const depth = (k: tf.Scalar) => tf.mul(price, tf.sub(k, terms));
  const longest = tf.max(lives);
  return {
    goesOn: (k) => tf.logicalOr(tf.less(k, terms), tf.greater(longest, depth(tf.add(k, 1)))),
    at(k) {
      const beyond = tf.relu(depth(k)); // Up to `terms` lives are longer than 0.
      return tf.mul(tf.exp(beyond), tf.step(tf.sub(lives, beyond)));
    },
  };
}

/** Σₖ ρₖ(−J)ᵏ⁻¹v, [B, m, D], and −Σₖ ρₖvᵀ(−J)ᵏv/k, [B, m], from the products t ↦ Jt. */
function summed(product: (t: tf.Tensor3D) => tf.Tensor3D, v: tf.Tensor3D, { goesOn, at }: Factors) {
  const [batch, m] = v.shape;
  const round = ({ k: before, power, sum, total }: Sums) => {
    const k: tf.Scalar = tf.add(before, 1);
    const next: tf.Tensor3D = tf.neg(product(power));
    const factor = at(k);
    const term = tf.div(tf.mul(factor, tf.sum(tf.mul(next, v), 2)), k);
    const state: Sums = {
      k,
      power: next,
      sum: tf.add(sum, tf.mul(tf.expandDims(tf.mul(factor, tf.ones([batch, m])), 2), power)),
      total: tf.sub(total, term),
    };
    return { state, again: goesOn(k) };
  };
  const start: Sums = { k: tf.scalar(0), power: v, sum: tf.zerosLike(v), total: tf.zeros([batch, m]) };
  const unfinished = () => new RangeError('The series does not end'); // Its noise would have to be infinite.
  return iterate<Sums>(start, round, { most: Number.POSITIVE_INFINITY, unfinished });
}

/** A type and not an interface, so that it is tensors by name. */
type Sums = { k: tf.Scalar; power: tf.Tensor3D; sum: tf.Tensor3D; total: tf.Tensor2D };

/** The values of one tensor with the gradient of another. */
const withGradientOf = (x: tf.Tensor2D, values: tf.Tensor2D): tf.Tensor2D => tf.add(x, stopGradient(tf.sub(values, x)));
