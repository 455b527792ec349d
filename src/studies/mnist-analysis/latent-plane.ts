import * as tf from '@tensorflow/tfjs';
import { logBernoulli } from '../../densities/bernoulli.js';
import { logStandardNormal } from '../../densities/gaussian.js';
import { diagonalGaussian } from '../../densities/index.js';
import { expected } from '../../errors.js';
import { flowDistribution } from '../../flows/index.js';
import { noise } from '../../random/index.js';
import type { ModelWithWeights } from './posterior-draws.js';

/** The values of a density at the centres of square cells; `values[j][i]` belongs to (x[i], y[j]). */
export type PlaneDensity = {
  x: number[];
  y: number[];
  values: number[][];
};

/** Posteriors of one image in a model with two latents. */
export interface PlanePosteriors {
  /** p(z|x), by quadrature of p(x|z) p(z) over the grid */
  truth: PlaneDensity;
  /** q₀(z|x), the Gaussian before the flow, on a grid of its own */
  before: PlaneDensity;
  /** q_K(z|x), what the flow makes of it, on the grid of the truth */
  after: PlaneDensity;
  /** KL(q_K ‖ p(z|x)) by quadrature over the grid, nats */
  kl: number;
  /** KL(N ‖ p(z|x)) of the Gaussian with the moments of p(z|x) and independent coordinates, nats */
  gaussianKl: number;
}

/**
 * What only two latents allow: the true posterior beside its approximation. The grid is a square that takes in
 * 4 standard deviations of both.
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
    const joint = (z: tf.Tensor2D) =>
      tf.add<tf.Tensor1D>(logBernoulli(image, model.decode(weights, z)), logStandardNormal(z));
    const own = spreadOf(q.sample(500, noise(0, 'plane')));
    const grid = gridAround([own, truthSpread(joint, own)], points);
    const truth = normalised(logValues(joint, grid), grid.cell);
    const after = logValues(q.logProb, grid);
    const gaussian = logValues(gaussianOf(momentsOnGrid(truth, grid)).logProb, grid);
    const ownGrid = gridAround([spreadOf(base.sample(500, noise(0, 'plane')))], points);
    return {
      truth: density(truth, grid),
      before: density(logValues(base.logProb, ownGrid), ownGrid),
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

/** Mean and standard deviation of each of the two coordinates. */
interface Spread {
  mean: number[];
  std: number[];
}

function spreadOf(points: tf.Tensor2D): Spread {
  const { mean, variance } = tf.moments(points, 0);
  return { mean: Array.from(mean.dataSync()), std: Array.from(tf.sqrt(variance).dataSync()) };
}

/** Where the true posterior is, found on a coarse grid over the prior and over what approximates it. */
function truthSpread(joint: (z: tf.Tensor2D) => tf.Tensor1D, approximate: Spread): Spread {
  const coarse = gridAround([{ mean: [0, 0], std: [1, 1] }, approximate], 101);
  const { mean, std } = momentsOnGrid(normalised(logValues(joint, coarse), coarse.cell), coarse);
  return { mean, std: std.map((value) => Math.max(value, Math.sqrt(coarse.cell) / 2)) };
}

/** A square that holds 4 standard deviations of everything, cut into cells. */
function gridAround(spreads: readonly Spread[], n: number): Grid {
  const low = (d: number) => Math.min(...spreads.map(({ mean, std }) => mean[d]! - 4 * std[d]!));
  const high = (d: number) => Math.max(...spreads.map(({ mean, std }) => mean[d]! + 4 * std[d]!));
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

/** Mean and standard deviations of a density on the grid. */
function momentsOnGrid(logs: Float64Array, { x, y, cell }: Grid): Spread {
  const moment = (value: (i: number) => number) =>
    logs.reduce((sum, log, i) => sum + cell * Math.exp(log) * value(i), 0);
  const coordinates = [(i: number) => x[i % x.length]!, (i: number) => y[Math.floor(i / x.length)]!];
  const mean = coordinates.map(moment);
  return { mean, std: coordinates.map((at, d) => Math.sqrt(moment((i) => (at(i) - mean[d]!) ** 2))) };
}

const gaussianOf = ({ mean, std }: Spread) => diagonalGaussian(mean, std.map(Math.log));

const density = (logs: Float64Array, { x, y }: Grid): PlaneDensity => ({
  x,
  y,
  values: y.map((_, j) => Array.from(logs.subarray(j * x.length, (j + 1) * x.length), (value) => Math.exp(value))),
});
