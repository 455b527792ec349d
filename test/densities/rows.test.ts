import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { bernoulli } from '../../src/densities/bernoulli.js';
import { diagonalGaussian, standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { fullGaussian } from '../../src/densities/full-gaussian.js';
import { logistic } from '../../src/densities/logistic.js';
import { mixture } from '../../src/densities/mixture.js';
import { logProbEach, sampleEach } from '../../src/densities/sample-each.js';
import { uniformBox } from '../../src/densities/uniform-box.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, onBackend } from '../support/tensors.js';

onBackend('cpu');

const zeros = (rows: number, columns: number): tf.Tensor2D => tf.zeros([rows, columns]);
const flow = planar(2);
const start = flow.initialParams(0);
const paramsOf = (rows: number): tf.Tensor2D => tf.tile(tf.tensor2d(start, [1, start.length]), [rows, 1]);

describe('a density with four rows', () => {
  const four = [
    ['diagonal Gaussian', () => diagonalGaussian(zeros(4, 2), zeros(4, 2))],
    ['diagonal Gaussian, rows of the mean alone', () => diagonalGaussian(zeros(4, 2), [0, 0])],
    ['full Gaussian', () => fullGaussian(zeros(4, 2), [0, 0, 0, 0])],
    ['logistic', () => logistic([0, 0], zeros(4, 2))],
    ['Bernoulli', () => bernoulli(zeros(4, 2))],
    ['mixture', () => mixture([standardNormal(2), diagonalGaussian(zeros(4, 2), [0, 0])])],
    ['rows of the base', () => flowDistribution(diagonalGaussian(zeros(4, 2), [0, 0]), flow, start)],
    ['rows of the parameters', () => flowDistribution(standardNormal(2), flow, paramsOf(4))],
  ] as const;

  it.each(four)('%s: one independent draw and one point for each row', (_, make) => {
    const density = make();
    expect(density.rows).toBe(4);
    const x = density.sample(4, noise(0, 'draws'));
    expect(x.shape).toEqual([4, 2]);
    expect(density.logProb(x).shape).toEqual([4]);
    if (density.name !== 'Bernoulli') expect(new Set(x.dataSync()).size).toBe(8);
  });

  it.each(four)('%s: refuses other counts of draws and points', (_, make) => {
    const density = make();
    for (const count of [1, 3, 5, 0]) {
      const wanted = `Expected count to be 4, one draw for each row of parameters or context (sampleEach makes more), got ${count}`;
      expect(() => density.sample(count, noise(0, 'draws'))).toThrow(wanted);
    }
    expect(() => density.logProb(zeros(3, 2))).toThrow(RangeError);
    expect(() => density.logProb(zeros(1, 2))).toThrow(RangeError);
  });

  it.each(four)('%s: N draws of each, scored as any points are', (_, make) => {
    const density = make();
    const { x, logProb } = sampleEach(density, 3, noise(0, 'draws'));
    expect([x.shape, logProb.shape]).toEqual([
      [3, 4, 2],
      [3, 4],
    ]);
    expect(largestDifference(logProbEach(density, x), logProb)).toBeLessThan(1e-4);
    expect(sampleEach(density, 3, noise(0, 'draws')).x.dataSync()).toEqual(x.dataSync());
    expect(() => logProbEach(density, tf.zeros([3, 3, 2]))).toThrow(
      'Expected `x` to have shape [N, 4, 2], got [3,3,2]',
    );
  });
});

it('sampleEach: the draws of a row have its mean, and no inverse is needed', () => {
  const means = tf.tensor2d([0, 0, 10, 10], [2, 2]);
  const { inverse: _, ...forwardOnly } = radial(2);
  const q = flowDistribution(diagonalGaussian(means, [0, 0]), forwardOnly, radial(2).initialParams(0));
  const { x } = sampleEach(q, 500, noise(0, 'draws'));
  // The standard error is 1/√500 = 0.045; four of them.
  expect(largestDifference(tf.mean(x, 0), means)).toBeLessThan(0.18);
});

it('one row: any count of draws, none too', () => {
  for (const density of [
    standardNormal(3),
    uniformBox(3),
    flowDistribution(standardNormal(3), radial(3), radial(3).initialParams(0)),
  ]) {
    expect(density.sample(0, noise(0, 'x')).shape).toEqual([0, 3]);
    expect(density.sample(7, noise(0, 'x')).shape).toEqual([7, 3]);
    expect(sampleEach(density, 2, noise(0, 'x')).x.shape).toEqual([2, 1, 3]);
    for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => density.sample(count, noise(0, 'x'))).toThrow('Expected count to be a whole number of at least 0');
  }
});

describe('parameters that do not fit', () => {
  it.each<[string, () => unknown, string]>([
    ['columns', () => diagonalGaussian(zeros(4, 2), zeros(4, 3)), '`logStd` to have 2 columns like `mean`, got 3'],
    ['rows', () => diagonalGaussian(zeros(4, 2), zeros(3, 2)), '`logStd` to have 1 row, or 4 like `mean`, got 3'],
    ['lengths', () => diagonalGaussian([0, 0], [0]), '`logStd` to have 2 columns like `mean`, got 1'],
    ['one length', () => diagonalGaussian([0], [0, 0]), '`logStd` to have 1 columns like `mean`, got 2'],
    [
      'rank',
      () => diagonalGaussian(tf.zeros([2, 2, 2]), [0, 0]),
      '`mean` to have shape [D] or [B | 1, D], got [2,2,2]',
    ],
    ['NaN', () => diagonalGaussian([0, Number.NaN], [0, 0]), '`mean` to be finite, got NaN at 1'],
    ['no numbers', () => diagonalGaussian([], []), 'dim to be a whole number of at least 1, got 0'],
    ['dim', () => standardNormal(1.5), 'dim to be a whole number of at least 1, got 1.5'],
    ['logistic', () => logistic([0, 0], [0, 0, 0]), '`logScale` to have 2 columns like `mean`, got 3'],
    ['factor', () => fullGaussian([0, 0], [0, 0, 0]), '`factor` to have 4 numbers, got 3'],
    ['box', () => uniformBox(2, 0, Number.POSITIVE_INFINITY), 'high to be finite and above low = 0, got Infinity'],
    [
      'components',
      () => mixture([diagonalGaussian(zeros(4, 2), [0, 0]), diagonalGaussian(zeros(3, 2), [0, 0])]),
      '`component 1` to have 1 row, or 4 like `component 0`, got 3',
    ],
    [
      'base and flow',
      () => flowDistribution(diagonalGaussian(zeros(4, 2), [0, 0]), flow, paramsOf(3)),
      '`params` to have 1 row, or 4 like `base`, got 3',
    ],
    [
      'noise',
      () => diagonalGaussian(zeros(4, 2), [0, 0]).fromNormal(zeros(3, 2)),
      '`epsilon` to have shape [4, 2], got [3,2]',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});
