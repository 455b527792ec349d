import * as tf from '@tensorflow/tfjs';
import type { Density, LogDensity } from '../densities/density.js';
import { checkCount, expected } from '../errors.js';
import type { Scored } from '../flows/flow-distribution.js';
import type { Noise } from '../random/index.js';
import { rowOf, type Values } from '../tensors/values.js';
import { meanEstimate } from './statistics.js';

/** A distribution that can be drawn from with the log-density of its own samples. */
export interface SelfScoring {
  /** B, if these are B distributions, such as q(x|c) of B contexts. */
  readonly rows?: number | undefined;
  /** [B | 1, C], where it is conditional; the target sees it too. */
  readonly context?: Values | undefined;
  sampleAndLogProb(count: number, noise: Noise): Scored;
}

/** A target whose normaliser is known. */
export interface Normalised extends LogDensity {
  /** ln ∫ exp(logDensity), nats */
  logZ(): number;
}

export interface EstimateKlOptions {
  /** In all; of B distributions a whole number for each, rounded up. Default 20,000. */
  samples?: number;
  /** How many samples are drawn at a time; of B distributions one of each. Default 10,000. */
  chunk?: number;
}

/**
 * KL(q‖p) = E_q[ln q(x) − ln p̃(x)] + ln Z by plain Monte Carlo, averaged in float64; nats.
 * Of B distributions it is the mean of their divergences, such as E_c KL(q(x|c)‖p(x|c)) over B contexts.
 * @returns the estimate with its standard error; of B distributions it counts the differences between them as chance too
 * @throws RangeError for fewer than 2 samples, or none at a time
 * @example
 * ```ts
 * import { energy, estimateKl, flowDistribution, identity, noise, standardNormal } from 'vinf';
 *
 * const q = flowDistribution(standardNormal(2), identity(2), []);
 * const { kl, stdErr } = estimateKl(q, energy('U1'), noise(0, 'kl'), { samples: 10_000 });
 * console.log(`${kl.toFixed(1)} nats`, stdErr < 0.2); // 4.6 nats true
 * ```
 */
export function estimateKl(
  q: SelfScoring,
  target: Normalised,
  noise: Noise,
  { samples = 20_000, chunk = 10_000 }: EstimateKlOptions = {},
): { kl: number; stdErr: number } {
  checkCount('samples', samples, 'estimateKl', 2);
  checkCount('chunk', chunk, 'estimateKl');
  const { rows = 1 } = q;
  const differences = new Float64Array(Math.ceil(samples / rows) * rows);
  for (let start = 0; start < differences.length; ) {
    const count = rows > 1 ? rows : Math.min(chunk, samples - start);
    const values = tf.tidy(() => {
      const { x, logProb } = q.sampleAndLogProb(count, noise.stream(`chunk ${start}`));
      return tf.sub(logProb, target.logDensity(x, q.context && rowOf(q.context))).dataSync();
    });
    differences.set(values, start);
    start += count;
  }
  const { mean, stdErr } = meanEstimate(differences);
  return { kl: mean + target.logZ(), stdErr };
}

export interface GridOptions {
  /** The square is (−halfWidth, halfWidth)². */
  halfWidth: number;
  /** Points along each side. Default 401. */
  points?: number;
}

/**
 * KL(q‖p) = ∫ q ln(q/p) by quadrature on a square grid (trapezoid rule), 2-D; nats.
 * q is evaluated in float32, the sum is float64. A flow needs an inverse.
 * @param target its `logDensity` is evaluated on the grid, and `logZ` added
 * @returns the KL, and the mass of q on the grid: far from 1 means that the square or the spacing does not suit q
 * @throws RangeError if q is not of dimension 2, or for a square or points that make no grid
 */
export function gridKl(q: Density, target: Normalised, options: GridOptions): { kl: number; mass: number } {
  if (q.dim !== 2) throw new RangeError(expected('q', 'have dimension 2', q.dim, 'gridKl'));
  const n = options.points ?? 401;
  const spacing = spacingOf(options.halfWidth, n);
  const at = (i: number) => i * spacing - options.halfWidth;
  const edge = (i: number) => (i === 0 || i === n - 1 ? 0.5 : 1);
  const logZ = target.logZ();
  let [kl, mass] = [0, 0];
  for (let start = 0; start < n * n; start += gridChunk) {
    const count = Math.min(gridChunk, n * n - start);
    const points = Float32Array.from({ length: 2 * count }, (_, k) => {
      const index = start + (k >> 1);
      return at(k % 2 === 0 ? Math.floor(index / n) : index % n);
    });
    const [logQ, logP] = tf.tidy(() => {
      const grid = tf.tensor2d(points, [count, 2]);
      return [q.logProb(grid).dataSync(), target.logDensity(grid).dataSync()] as const;
    });
    for (const [k, value] of logQ.entries()) {
      const weight = spacing ** 2 * edge(Math.floor((start + k) / n)) * edge((start + k) % n) * Math.exp(value);
      mass += weight;
      if (weight > 0) kl += weight * (value - logP[k]! + logZ);
    }
  }
  return { kl, mass };
}

/** Grid points per call of the densities. */
const gridChunk = 16_384;

function spacingOf(halfWidth: number, points: number): number {
  if (!(halfWidth > 0 && halfWidth < Infinity))
    throw new RangeError(expected('halfWidth', 'be finite and above 0', halfWidth, 'gridKl'));
  checkCount('points', points, 'gridKl', 2);
  return (2 * halfWidth) / (points - 1);
}
