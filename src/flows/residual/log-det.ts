import * as tf from '@tensorflow/tfjs';
import { repeatedRows } from '../../tensors/rows.js';
import { splitAlong, splitColumns } from '../../tensors/split.js';
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
   * Whether the series goes on at random, which makes the estimate unbiased; the number of terms then depends on the
   * noise, so such a step runs eagerly. Without it the estimate is off by at most D·cⁿ⁺¹/((n + 1)(1 − c)), n = terms.
   * Default true.
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
 * ln det(I + J) = Σₖ (−1)ᵏ⁺¹·tr(Jᵏ)/k estimated by vᵀJᵏv, v = ±1 at random; beyond `terms`, term k is summed with
 * probability cᵏ⁻ᵗᵉʳᵐˢ and divided by it, so that its expectation stays and, as |vᵀJᵏv| ≤ D·cᵏ, its variance is finite.
 * Source: Behrmann et al. 2019; Chen et al. 2019 (residual flows).
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
  const price = -Math.log(c);
  const longest = lives ? terms + Math.floor(lives.max().dataSync()[0]! / price) : terms;
  let power = probes;
  let total: tf.Tensor2D | null = null;
  for (let k = 1; k <= longest; k++) {
    power = g.push(power, slopes);
    const term: tf.Tensor2D = tf.mul((-1) ** (k + 1) / k, tf.sum(tf.mul(power, probes), 2));
    const depth = (k - terms) * price;
    const kept: tf.Tensor2D =
      lives && k > terms ? tf.mul(term, tf.mul(Math.exp(depth), tf.step(tf.sub(lives, depth)))) : term;
    total = total ? tf.add<tf.Tensor2D>(total, kept) : kept;
  }
  return total!;
}
