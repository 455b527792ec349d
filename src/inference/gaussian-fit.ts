import { EVD, Matrix, solve } from 'ml-matrix';
import { type MeanEstimate, meanEstimate } from '../objectives/statistics.js';
import { noise } from '../random/index.js';

/** A Gaussian as x = m + Aε, in float64. */
export interface Gaussian {
  /** D numbers */
  readonly mean: Float64Array;
  /** A, [D, D]; diagonal for a mean-field Gaussian. */
  readonly factor: Matrix;
}

/** What is known at the draws m + Aε of a Gaussian. */
export interface Evaluated {
  readonly gaussian: Gaussian;
  /** B rows of D standard normal numbers; every other is minus the one before. */
  readonly epsilon: Float32Array;
  /** ln p̃ of each draw, nats, and its gradient. */
  readonly values: Float32Array;
  readonly gradients: Float32Array;
}

export interface RoundOptions {
  /** ρ, how far the round goes, 0 … 1: by 1 a Gaussian posterior is found at once. */
  readonly pace: number;
  /** Whether the Gaussian stays one of independent coordinates. */
  readonly diagonal: boolean;
}

/** A round multiplies no standard deviation by more than this, and divides it by no more. */
const mostStretch = 2;
/** In standard deviations, how far a round moves the mean along each axis at most. */
const mostStep = 4;
/** So large a part of the draws may lie where the density is not finite. */
const mostLost = 0.1;

/** m + Aε of each row, in float32. */
export function pointsOf({ mean, factor }: Gaussian, epsilon: Float32Array): Float32Array {
  const D = mean.length;
  const points = new Float32Array(epsilon.length);
  const rows = factor.to2DArray();
  for (let b = 0; b < epsilon.length; b += D) {
    rows.forEach((row, i) => {
      let sum = mean[i]!;
      for (let j = 0; j < D; j++) sum += row[j]! * epsilon[b + j]!;
      points[b + i] = sum;
    });
  }
  return points;
}

/**
 * One round of natural-gradient variational inference with a Gaussian, in its own standardised coordinates ε: the gradients of
 * ln p at its draws are regressed on ε, g = a − Hε; H is the curvature, exact for a Gaussian posterior from any draws. Then the
 * precision goes from I to (1 − ρ)I + ρH and the mean by ρ·precision⁻¹·a, as far as the limits let them. Where H is
 * negative, as between two modes or in a flat place, the Gaussian widens.
 * Source: Khan & Rue 2023, "The Bayesian learning rule", section 3.1; the expectations by regression, as in Salimans & Knowles 2013.
 */
export function nextGaussian(
  { gaussian, epsilon, values, gradients }: Evaluated,
  { pace, diagonal }: RoundOptions,
): Gaussian {
  const D = gaussian.mean.length;
  const kept = finiteRows(values, gradients);
  if (kept.length < 2 * D + 2) return { mean: gaussian.mean, factor: Matrix.mul(gaussian.factor, 1 / mostStretch) };
  const e = Matrix.from1DArray(values.length, D, epsilon).subMatrixRow(kept);
  const g = Matrix.from1DArray(values.length, D, gradients).subMatrixRow(kept).mmul(gaussian.factor);
  const { intercept, curvature } = regression(e, g, diagonal);
  const { values: curvatures, vectors } = eigen(curvature, diagonal);
  const precisions = curvatures.map((h) => clamp(1 - pace + pace * h, mostStretch ** -2, mostStretch ** 2));
  const pull = vectors.transpose().mmul(intercept).to1DArray();
  // By the size of the curvature also where it is negative, and not by the limited precision, so that a steep place is left in
  // the right direction by the right length.
  const stiffness = curvatures.map((h) => 1 - pace + pace * Math.abs(h));
  const step = pull.map((a, i) => clamp((pace * a) / stiffness[i]!, -mostStep, mostStep));
  const axes = gaussian.factor.mmul(vectors);
  const move = axes.mmul(Matrix.columnVector(step)).to1DArray();
  return {
    mean: gaussian.mean.map((m, i) => m + move[i]!),
    factor: axes.mmul(Matrix.diag(precisions.map((p) => 1 / Math.sqrt(p)))),
  };
}

function finiteRows(values: Float32Array, gradients: Float32Array): number[] {
  const D = gradients.length / values.length;
  return Array.from(values.keys()).filter(
    (b) => Number.isFinite(values[b]!) && gradients.subarray(b * D, (b + 1) * D).every(Number.isFinite),
  );
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Least squares of g = a − Hε; H symmetric, or diagonal. */
function regression(e: Matrix, g: Matrix, diagonal: boolean): { intercept: Matrix; curvature: Matrix } {
  const B = e.rows;
  const [meanE, meanG] = [e.mean('column'), g.mean('column')];
  const [centredE, centredG] = [e.clone().subRowVector(meanE), g.clone().subRowVector(meanG)];
  const cross = centredE.transpose().mmul(centredG).div(B);
  const square = centredE.transpose().mmul(centredE).div(B);
  const slope = diagonal
    ? Matrix.diag(cross.diagonal().map((c, i) => c / square.get(i, i)))
    : solve(square.add(Matrix.eye(e.columns).mul(1e-9)), cross);
  const curvature = Matrix.add(slope, slope.transpose()).mul(-0.5);
  const offset = Matrix.rowVector(meanE).mmul(slope);
  return { intercept: Matrix.rowVector(meanG).sub(offset).transpose(), curvature };
}

function eigen(symmetric: Matrix, diagonal: boolean): { values: number[]; vectors: Matrix } {
  if (diagonal) return { values: symmetric.diagonal(), vectors: Matrix.eye(symmetric.rows) };
  const { realEigenvalues, eigenvectorMatrix } = new EVD(symmetric, { assumeSymmetric: true });
  return { values: realEigenvalues, vectors: eigenvectorMatrix };
}

/** ln|det A| of a factor, nats. */
export function logDetOf(factor: Matrix): number {
  const { realEigenvalues } = new EVD(factor.mmul(factor.transpose()), { assumeSymmetric: true });
  return 0.5 * realEigenvalues.reduce((sum, value) => sum + Math.log(value), 0);
}

/**
 * E[ln p̃ − ln q] by the draws, nats; −∞ with a standard error of 0 where too many of them are lost. Of ½‖ε‖² the expectation is
 * known, but its draws go against those of ln p: with them the estimate is sharp.
 */
export function elboOf({ gaussian, epsilon, values, gradients }: Evaluated): Pick<MeanEstimate, 'mean' | 'stdErr'> {
  const D = gaussian.mean.length;
  const kept = finiteRows(values, gradients);
  if (kept.length < (1 - mostLost) * values.length) return { mean: Number.NEGATIVE_INFINITY, stdErr: 0 };
  const squares = (b: number) => epsilon.subarray(b * D, (b + 1) * D).reduce((sum, x) => sum + x * x, 0);
  const { mean, stdErr } = meanEstimate(kept.map((b) => values[b]! + 0.5 * squares(b)));
  return { mean: mean + logDetOf(gaussian.factor) + 0.5 * D * Math.log(2 * Math.PI), stdErr };
}

/** Draws in pairs ε, −ε, of `pairs` pairs, so that a mean of ε is 0. */
export function mirroredNormals(pairs: number, dim: number, seed: number, round: number): Float32Array {
  const half = noise(seed, 'fitPosterior/gaussian', round).normal(pairs * dim);
  const all = new Float32Array(2 * half.length);
  for (let p = 0; p < pairs; p++) {
    const row = half.subarray(p * dim, (p + 1) * dim);
    all.set(row, 2 * p * dim);
    all.set(
      row.map((x) => -x),
      (2 * p + 1) * dim,
    );
  }
  return all;
}
