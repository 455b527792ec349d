import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';
import type { Noise } from '../random/index.js';

/** A probability density on ℝᴰ that can be evaluated and drawn from. */
export interface Density {
  /** For messages and tables, such as `diagonal Gaussian`. */
  readonly name: string;
  /** D */
  readonly dim: number;
  /**
   * B, where parameters of B rows describe B densities, such as one for each image. Each then has one of B points, and one
   * of B draws; `sampleEach` draws as many as one likes. Default 1, a density for any number of points.
   */
  readonly rows?: number;
  /**
   * @param x [B, D]
   * @returns [B], nats
   */
  logProb(x: tf.Tensor2D): tf.Tensor1D;
  /**
   * @returns [count, D], independent draws, a pure function of the noise
   * @throws RangeError if there are `rows` and count is another number
   */
  sample(count: number, noise: Noise): tf.Tensor2D;
}

/** A density whose draws are a differentiable function of standard normal noise and its parameters. */
export interface Reparametrised extends Density {
  /** @param epsilon [B, D] standard normal → [B, D] */
  fromNormal(epsilon: tf.Tensor2D): tf.Tensor2D;
  /** The same density, no gradient reaching its parameters. */
  detached(): Reparametrised;
}

/** A log-density on ℝᴰ up to a constant: what a variational approximation needs of its target. */
export interface LogDensity {
  readonly name: string;
  readonly dim: number;
  /**
   * ln p̃(z), or ln p̃(z|c) for a target that depends on a context.
   * @param z       [B, D]
   * @param context [B | 1, C], where the approximation has one
   * @returns       [B], nats
   */
  logDensity(z: tf.Tensor2D, context?: tf.Tensor2D): tf.Tensor1D;
}

interface DensityDefinition {
  name: string;
  dim: number;
  /** Default 1. */
  rows?: number;
  logProb: Density['logProb'];
  sample: Density['sample'];
}

/** Makes a density of its definition: shapes are checked and intermediate tensors disposed at each call. */
export function defineDensity({ name, dim, rows = 1, logProb, sample }: DensityDefinition): Density {
  checkCount('dim', dim, name);
  return {
    name,
    dim,
    rows,
    logProb(x) {
      checkPoints(x, { dim, rows }, name);
      return tf.tidy(() => logProb(x));
    },
    sample(count, noise) {
      checkDraws(count, rows, name);
      return tf.tidy(() => sample(count, noise));
    },
  };
}

/** @throws RangeError unless x is [B, dim], or [rows, dim] where there are rows */
export function checkPoints(
  x: tf.Tensor2D,
  { dim, rows = 1 }: Pick<Density, 'dim' | 'rows'>,
  where: string,
  what = '`x`',
): void {
  if (x.rank === 2 && x.shape[1] === dim && (rows === 1 || x.shape[0] === rows)) return;
  throw new RangeError(expected(what, `have shape [${rows === 1 ? 'B' : rows}, ${dim}]`, x.shape, where));
}

/** @throws RangeError unless count is a whole number, and that of the rows where there are some */
export function checkDraws(count: number, rows: number, where: string): void {
  checkCount('count', count, where, 0);
  if (rows === 1 || count === rows) return;
  const wanted = `be ${rows}, one draw for each row of parameters or context (sampleEach makes more)`;
  throw new RangeError(expected('count', wanted, count, where));
}

/** Standard normal noise, [count, dim]. */
export const normalTensor = (noise: Noise, count: number, dim: number): tf.Tensor2D =>
  tf.tensor2d(noise.normal(count * dim), [count, dim]);

/** Uniform noise on (0, 1), [count, dim]: half a step off the grid of the generator, so that it is never 0. */
export const uniformTensor = (noise: Noise, count: number, dim: number): tf.Tensor2D =>
  tf.tensor2d(
    noise.uniform(count * dim).map((u) => Math.min(u + 2 ** -25, 1 - 2 ** -24)),
    [count, dim],
  );

/**
 * Draws of a density as plain numbers, one row of D per draw: those of its `sample`, without a tensor to dispose.
 * For pictures and statistics of what fits into an array.
 */
export function samplePoints(density: Density, count: number, noise: Noise): number[][] {
  return tf.tidy(() => density.sample(count, noise).arraySync());
}
