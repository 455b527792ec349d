import * as tf from '@tensorflow/tfjs';
import { logBernoulli } from '../../densities/bernoulli.js';
import { logStandardNormal } from '../../densities/gaussian.js';
import { diagonalGaussian, flowDistribution } from '../../densities/index.js';
import { expected } from '../../errors.js';
import { noise } from '../../random/index.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** The values of a density at the centres of square cells; `values[j][i]` belongs to (x[i], y[j]). */
export type PlaneDensity = {
  x: number[];
  y: number[];
  values: number[][];
};

/** Posteriors of one image in a model with two latents, on one grid. */
export interface PlanePosteriors {
  /** p(z|x), by quadrature of p(x|z) p(z) over the grid */
  truth: PlaneDensity;
  /** q₀(z|x), the Gaussian before the flow */
  before: PlaneDensity;
  /** q_K(z|x), what the flow makes of it */
  after: PlaneDensity;
  /** KL(q_K ‖ p(z|x)) by quadrature over the grid, nats */
  kl: number;
  /** KL(N ‖ p(z|x)) of the Gaussian with the moments of p(z|x) and independent coordinates, nats */
  gaussianKl: number;
}

/**
 * What only two latents allow: the true posterior beside its approximation. The grid is a square around draws from
 * q₀ and q_K that takes in 4 standard deviations of both.
 * @param x 784 pixels
 * @throws RangeError if the model does not have two latents
 */
export function planePosteriors(trained: ModelWithWeights, x: Float32Array, points = 81): PlanePosteriors {
  const { model, weights } = trained;
  if (model.flow.dim !== 2) throw new RangeError(expected('the model', 'have 2 latents', model.flow.dim));
  return tf.tidy(() => {
    const image = tf.tensor2d(x, [1, x.length]);
    const { mean, logStd, flowParams, context } = model.encode(weights, image);
    const base = diagonalGaussian(mean, logStd);
    const q = flowDistribution(base, model.flow, flowParams, context);
    const grid = gridAround([base.sample(500, noise(0, 'plane')), q.sample(500, noise(0, 'plane'))], points);
    const joint = (z: tf.Tensor2D) =>
      tf.add<tf.Tensor1D>(logBernoulli(image, model.decode(weights, z)), logStandardNormal(z));
    const truth = normalised(logValues(joint, grid), grid.cell);
    const after = logValues(q.logProb, grid);
    const gaussian = logValues(matchedGaussian(truth, grid).logProb, grid);
    return {
      truth: density(truth, grid),
      before: density(logValues(base.logProb, grid), grid),
      after: density(after, grid),
      kl: divergence(after, truth, grid.cell),
      gaussianKl: divergence(gaussian, truth, grid.cell),
    };
  });
}

interface Grid {
  x: number[];
  y: number[];
  /** Area of a cell */
  cell: number;
}

/** A square that holds 4 standard deviations of every cloud, cut into cells. */
function gridAround(clouds: readonly tf.Tensor2D[], n: number): Grid {
  const sides = clouds.map((cloud) => {
    const { mean, variance } = tf.moments(cloud, 0);
    const [centre, spread] = [mean.dataSync(), variance.dataSync()];
    return [0, 1].map((d) => [centre[d]! - 4 * Math.sqrt(spread[d]!), centre[d]! + 4 * Math.sqrt(spread[d]!)] as const);
  });
  const low = (d: number) => Math.min(...sides.map((side) => side[d]![0]));
  const high = (d: number) => Math.max(...sides.map((side) => side[d]![1]));
  const width = Math.max(high(0) - low(0), high(1) - low(1));
  const axis = (d: number) =>
    Array.from({ length: n }, (_, i) => (low(d) + high(d)) / 2 + ((i + 0.5) / n - 0.5) * width);
  return { x: axis(0), y: axis(1), cell: (width / n) ** 2 };
}

/** ln of a density at all cells, row after row. */
function logValues(logProb: (z: tf.Tensor2D) => tf.Tensor1D, { x, y }: Grid): Float64Array {
  const places = y.flatMap((b) => x.flatMap((a) => [a, b]));
  return Float64Array.from(logProb(tf.tensor2d(places, [x.length * y.length, 2])).dataSync());
}

/** Shifted so that it integrates to 1 over the grid. */
function normalised(logs: Float64Array, cell: number): Float64Array {
  const top = logs.reduce((a, b) => Math.max(a, b));
  const sum = logs.reduce((total, value) => total + Math.exp(value - top), 0);
  return logs.map((value) => value - top - Math.log(sum * cell));
}

/** ∫ q (ln q − ln p) over the grid; p and q as logarithms. */
function divergence(q: Float64Array, p: Float64Array, cell: number): number {
  return q.reduce((sum, value, i) => {
    const mass = cell * Math.exp(value);
    return mass > 0 ? sum + mass * (value - p[i]!) : sum;
  }, 0);
}

/** The Gaussian with the mean and the variances of a density on the grid. */
function matchedGaussian(logs: Float64Array, { x, y, cell }: Grid) {
  const moment = (value: (i: number) => number) =>
    logs.reduce((sum, log, i) => sum + cell * Math.exp(log) * value(i), 0);
  const coordinates = [(i: number) => x[i % x.length]!, (i: number) => y[Math.floor(i / x.length)]!];
  const means = coordinates.map(moment);
  const logStds = coordinates.map((at, d) => 0.5 * Math.log(moment((i) => (at(i) - means[d]!) ** 2)));
  return diagonalGaussian(means, logStds);
}

const density = (logs: Float64Array, { x, y }: Grid): PlaneDensity => ({
  x,
  y,
  values: y.map((_, j) => Array.from(logs.subarray(j * x.length, (j + 1) * x.length), (value) => Math.exp(value))),
});
