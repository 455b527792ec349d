import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { bernoulli, logBernoulli } from '../../src/densities/bernoulli.js';
import type { Density } from '../../src/densities/density.js';
import { diagonalGaussian, standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { choleskyFactor, fullGaussian } from '../../src/densities/full-gaussian.js';
import { logNormal, logStandardNormal } from '../../src/densities/gaussian.js';
import { logistic } from '../../src/densities/logistic.js';
import { gaussianMixture, mixture } from '../../src/densities/mixture.js';
import { uniformBox } from '../../src/densities/uniform-box.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const covariance = [
  [1.5, 0.7],
  [0.7, 0.8],
];

interface Case {
  density: Density;
  mean: number[];
  covariance: number[][];
  /** Half-width of the square that holds all of it but 1e-4. */
  reach: number;
}

const logisticVariance = (s: number) => (s * Math.PI) ** 2 / 3;

const cases: Case[] = [
  {
    density: diagonalGaussian([0.5, -1], [Math.log(0.6), Math.log(1.4)]),
    mean: [0.5, -1],
    covariance: [
      [0.36, 0],
      [0, 1.96],
    ],
    reach: 8,
  },
  { density: fullGaussian([0.3, -0.2], choleskyFactor(covariance)), mean: [0.3, -0.2], covariance, reach: 7 },
  {
    density: logistic([1, 0], [Math.log(0.5), Math.log(0.3)]),
    mean: [1, 0],
    covariance: [
      [logisticVariance(0.5), 0],
      [0, logisticVariance(0.3)],
    ],
    reach: 8,
  },
  {
    density: gaussianMixture(
      [
        [-2, 0],
        [1, 1],
      ],
      0.5,
      [Math.log(1), Math.log(3)],
    ),
    mean: [0.25, 0.75],
    covariance: [
      [0.25 + 4 * 0.25 + 0.75 - 0.0625, 0.75 - 0.1875],
      [0.75 - 0.1875, 0.25 + 0.75 - 0.5625],
    ],
    reach: 6,
  },
  {
    density: uniformBox(2, -1, 3),
    mean: [1, 1],
    covariance: [
      [4 / 3, 0],
      [0, 4 / 3],
    ],
    reach: 4.01,
  },
];

describe.each(cases)('$density.name', ({ density, mean, covariance: expectedCovariance, reach }) => {
  it('logProb integrates to 1, and its mean over samples is the integral of p ln p', () => {
    const n = 160;
    const h = (2 * reach) / n;
    const centre = (i: number) => -reach + (i + 0.5) * h;
    const grid = Float32Array.from({ length: 2 * n * n }, (_, k) =>
      centre(k % 2 ? (k >> 1) % n : Math.floor(k / 2 / n)),
    );
    const logs = tf
      .tidy(() => density.logProb(tf.tensor2d(grid, [n * n, 2])).dataSync<'float32'>())
      .filter(Number.isFinite);
    const mass = logs.reduce((sum, l) => sum + Math.exp(l), 0) * h * h;
    // Cells on the rim of the box are counted whole or not at all: half a cell's width of each side of 4.
    const rim = density.name === 'uniform box' ? (4 * h) / 2 / 4 : 1e-3;
    expect(Math.abs(mass - 1)).toBeLessThan(rim);
    const negentropy = logs.reduce((sum, l) => sum + l * Math.exp(l), 0) * h * h;
    const { mean: found, stdErr } = meanEstimate(
      tf.tidy(() => density.logProb(density.sample(10_000, noise(8, 'entropy'))).dataSync()),
    );
    expect(Math.abs(found - negentropy)).toBeLessThan(4 * stdErr + rim * Math.abs(negentropy) + 1e-3);
  });

  it('sample has the mean and covariance of the density, and is a function of the noise', () => {
    const n = 20_000;
    const x = density.sample(n, noise(2, 'sample')).dataSync<'float32'>();
    const centred = [0, 1].map((k) => Float64Array.from({ length: n }, (_, i) => x[2 * i + k]! - mean[k]!));
    const average = (value: (i: number) => number) => x.reduce((sum, _, i) => (i < n ? sum + value(i) : sum), 0) / n;
    for (const i of [0, 1]) {
      expect(Math.abs(average((k) => centred[i]![k]!))).toBeLessThan(4.5 * Math.sqrt(expectedCovariance[i]![i]! / n));
      for (const j of [0, 1]) {
        const found = average((k) => centred[i]![k]! * centred[j]![k]!);
        expect(Math.abs(found - expectedCovariance[i]![j]!)).toBeLessThan(0.06);
      }
    }
    const [one, same, other] = [1, 1, 2].map((seed) => density.sample(5, noise(seed, 'a')).dataSync().join());
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('keeps no tensor, and says what shape it wants', () => {
    const x = tf.zeros<tf.Rank.R2>([3, 2]);
    const before = tf.memory().numTensors;
    density.logProb(x).dispose();
    density.sample(4, noise(1, 'leak')).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => density.logProb(tf.zeros([3, 4]))).toThrow(/`x` to have shape \[B, 2\], got \[3,4\]/);
  });
});

it('logNormal and logStandardNormal: equal the written-out density', () => {
  const z = tf.tensor2d([[0.5, -1, 2]]);
  const logStd = tf.tensor2d([[0, Math.log(2), -1]]);
  const mean = tf.tensor2d([[1, 1, 1]]);
  const line = (x: number, m: number, s: number) =>
    -0.5 * ((x - m) / s) ** 2 - Math.log(s) - 0.5 * Math.log(2 * Math.PI);
  const exact = line(0.5, 1, 1) + line(-1, 1, 2) + line(2, 1, Math.exp(-1));
  expect(logNormal(z, mean, logStd).dataSync()[0]).toBeCloseTo(exact, 4);
  expect(logStandardNormal(z).dataSync()[0]).toBeCloseTo(line(0.5, 0, 1) + line(-1, 0, 1) + line(2, 0, 1), 5);
});

it('logBernoulli: equals x ln p + (1 − x) ln(1 − p), and is finite at any logit', () => {
  const logits = [-2, 0.3, 4];
  const exact = [1, 0, 1].reduce((sum, x, i) => {
    const p = 1 / (1 + Math.exp(-logits[i]!));
    return sum + (x === 1 ? Math.log(p) : Math.log(1 - p));
  }, 0);
  expect(logBernoulli(tf.tensor2d([[1, 0, 1]]), tf.tensor2d([logits])).dataSync()[0]).toBeCloseTo(exact, 5);
  const far = logBernoulli(tf.tensor2d([[0, 1]]), tf.tensor2d([[500, -500]]));
  expect(far.dataSync()[0]).toBeCloseTo(-1000, 2);
});

it('bernoulli: probabilities of all outcomes add up to 1, and samples follow them', () => {
  const density = bernoulli([0.4, -1.2]);
  const outcomes = tf.tensor2d([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
  expect(tf.sum(tf.exp(density.logProb(outcomes))).dataSync()[0]).toBeCloseTo(1, 6);
  const mean = tf.mean(density.sample(20_000, noise(1, 'bits')), 0).dataSync();
  for (const [i, l] of [0.4, -1.2].entries()) expect(Math.abs(mean[i]! - 1 / (1 + Math.exp(-l)))).toBeLessThan(0.015);
});

it('fullGaussian: equals the density written with the inverse covariance, in 5 dimensions', () => {
  const a = noise(9, 'matrix').normal(25);
  const sigma = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => (i === j ? 1 : 0) + 0.3 * dot(a, Math.min(i, j), Math.max(i, j))),
  );
  const density = fullGaussian([1, 2, 3, 4, 5], choleskyFactor(sigma));
  const x = [0.5, 2.5, 2, 5, 4.5];
  const { solution, logDeterminant } = solve(
    sigma,
    x.map((v, i) => v - (i + 1)),
  );
  const quadratic = x.reduce((sum, v, i) => sum + (v - (i + 1)) * solution[i]!, 0);
  const exact = -0.5 * (quadratic + logDeterminant + 5 * Math.log(2 * Math.PI));
  expect(density.logProb(tf.tensor2d([x])).dataSync()[0]).toBeCloseTo(exact, 4);
});

const dot = (a: Float32Array, i: number, j: number) => {
  let sum = 0;
  for (let k = 0; k < 5; k++) sum += a[5 * i + k]! * a[5 * j + k]!;
  return sum;
};

/** Gaussian elimination of a positive definite system. */
function solve(matrix: number[][], right: number[]): { solution: number[]; logDeterminant: number } {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  let logDeterminant = 0;
  for (const [i, pivot] of rows.entries()) {
    logDeterminant += Math.log(pivot[i]!);
    for (const [k, row] of rows.entries()) {
      if (k === i) continue;
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  return { solution: rows.map((row, i) => row.at(-1)! / row[i]!), logDeterminant };
}

it('choleskyFactor and mixture: refuse what is no covariance, and components that do not match', () => {
  expect(() =>
    choleskyFactor([
      [1, 2],
      [2, 1],
    ]),
  ).toThrow(/positive definite/);
  expect(() =>
    choleskyFactor([
      [1, 0.2],
      [0.1, 1],
    ]),
  ).toThrow(/symmetric/);
  expect(() => mixture([standardNormal(2), standardNormal(3)])).toThrow(/one dimension in common, got \[2,3\]/);
  expect(() => mixture([standardNormal(2)], [0, 0])).toThrow(/`logits` to have 1 numbers, got 2/);
  expect(() => mixture([])).toThrow(RangeError);
  expect(() => fullGaussian([0, 0], [0, 0, 0])).toThrow(/`factor` to have 4 numbers, got 3/);
});

it('densities: gradients reach parameters that are tensors', () => {
  const x = tf.tensor2d([[1, 2]]);
  const mean = tf.tensor1d([0, 0]);
  const dMean = (density: (m: tf.Tensor) => Density) =>
    [
      ...tf
        .grad((m) => tf.sum(density(m).logProb(x)))(mean)
        .dataSync(),
    ].map((v) => Math.round(1e4 * v) / 1e4);
  expect(dMean((m) => diagonalGaussian(m, [0, 0]))).toEqual([1, 2]);
  expect(dMean((m) => fullGaussian(m, [0, 0, 0, 0]))).toEqual([1, 2]);
  expect(dMean((m) => mixture([diagonalGaussian(m, [0, 0]), diagonalGaussian(m, [0, 0])]))).toEqual([1, 2]);
  expect(dMean((m) => logistic(m, [0, 0]))).toEqual([1, 2].map((v) => Math.round(1e4 * Math.tanh(v / 2)) / 1e4));
  expect(dMean((m) => diagonalGaussian(m, [0, 0]).detached())).toEqual([0, 0]);
});
