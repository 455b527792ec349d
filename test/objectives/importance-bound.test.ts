import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { diagonalGaussian } from '../../src/densities/diagonal-gaussian.js';
import { energy } from '../../src/densities/energy.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { planar } from '../../src/flows/planar.js';
import { importanceNll } from '../../src/objectives/importance.js';
import { importanceBound, importanceShares } from '../../src/objectives/importance-bound.js';
import { drawFrom, type GradientKind } from '../../src/objectives/path-gradient.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, onBackend } from '../support/tensors.js';

onBackend('cpu');

const [k, B, D] = [3, 4, 2];
const target = energy('U1');
const flow = planar(D, { layers: 2 });
const start = [
  Float32Array.of(0.4, -0.3),
  Float32Array.of(-0.2, 0.1),
  flow.initialParams(1).map((p, i) => p + Math.sin(i)),
];

/** −ln w of k draws for each of B points, all of the same q, and its parameters' gradient of the mean bound. */
function boundAndGradients(kind: GradientKind, epsilon: tf.Tensor2D) {
  const negLogWeights = (mean: tf.Tensor, logStd: tf.Tensor, params: tf.Tensor, shares?: tf.Tensor1D) => {
    const q = flowDistribution(diagonalGaussian(mean, logStd), flow, params);
    const { x, logBase, logDet } = drawFrom(q, epsilon, kind, shares);
    return tf.sub<tf.Tensor1D>(tf.sub(logBase, logDet), target.logDensity(x));
  };
  const bound = (mean: tf.Tensor, logStd: tf.Tensor, params: tf.Tensor) => {
    const shares = importanceShares(negLogWeights(mean, logStd, params), k);
    const values = negLogWeights(mean, logStd, params, kind === 'total' ? undefined : shares);
    return tf.mean(importanceBound(values, k)) as tf.Scalar;
  };
  const given = start.map((values) => tf.tensor2d(values, [1, values.length]));
  const { value, grads } = tf.valueAndGrads(bound)(given);
  const found = { bound: value.dataSync()[0]!, gradients: grads.map((g) => g.dataSync() as Float32Array) };
  tf.dispose([given, value, grads]);
  return found;
}

const draws = tf.tidy(() => tf.keep(tf.tensor2d(noise(3, 'draws').normal(k * B * D), [k * B, D])));

it('importanceBound is the log-mean-exp of the weights of each point; with one draw the free energy', () => {
  const values = noise(1, 'weights').normal(k * B);
  const found = importanceBound(tf.tensor1d(values), k).dataSync();
  for (let b = 0; b < B; b++) {
    const logWeights = Array.from({ length: k }, (_, d) => -values[d * B + b]!);
    expect(found[b]).toBeCloseTo(importanceNll(logWeights).nll, 5);
  }
  expect(importanceBound(tf.tensor1d(values), 1).dataSync()).toEqual(values);
});

it('importanceShares are the normalised weights of the draws of each point', () => {
  const values = noise(1, 'weights').normal(k * B);
  const shares = importanceShares(tf.tensor1d(values), k).dataSync();
  for (let b = 0; b < B; b++) {
    const weights = Array.from({ length: k }, (_, d) => Math.exp(-values[d * B + b]!));
    const sum = weights.reduce((total, w) => total + w, 0);
    weights.forEach((w, d) => void expect(shares[d * B + b]).toBeCloseTo(w / sum, 5));
  }
});

it('importanceShares have no gradient', () => {
  const weighted = (x: tf.Tensor) => tf.sum(tf.mul(importanceShares(x as tf.Tensor1D, k), x));
  const values = tf.tensor1d(noise(1, 'weights').normal(k * B));
  expect(tf.grad(weighted)(values).dataSync()).toEqual(importanceShares(values, k).dataSync());
});

it('a number of draws that does not divide the weights is a RangeError', () => {
  expect(() => importanceBound(tf.zeros([7]), 3)).toThrow('Expected the log-weights to number a multiple of 3, got 7');
  expect(() => importanceBound(tf.zeros([4]), 0.5)).toThrow(
    'Expected draws to be a whole number of at least 1, got 0.5',
  );
});

describe('gradients of the bound of k draws', () => {
  /** ∂ ln w/∂z₀ and ∂ ln w/∂params of each draw by itself, with the parameters of q₀ stopped. */
  function partsOf(epsilon: Float32Array) {
    const [mean, logStd, params] = start;
    const z0 = mean!.map((m, i) => m + Math.exp(logStd![i]!) * epsilon[i]!);
    const logWeight = (z: tf.Tensor, p: tf.Tensor) => {
      const { z: x, logDet } = flow.forward(z as tf.Tensor2D, p as tf.Tensor2D);
      const logBase = diagonalGaussian(mean!, logStd!).logProb(z as tf.Tensor2D);
      return tf.sum(tf.add(tf.sub(target.logDensity(x), logBase), logDet)) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(logWeight)([
      tf.tensor2d(z0, [1, D]),
      tf.tensor2d(params!, [1, params!.length]),
    ]);
    return { logWeight: value.dataSync()[0]!, byPoint: grads[0]!.dataSync(), byParams: grads[1]!.dataSync(), epsilon };
  }

  it('base-path: shares for the flow, squared shares along the path for the base', () => {
    const all = draws.dataSync();
    const wanted = start.map(({ length }) => new Float64Array(length));
    for (let b = 0; b < B; b++) {
      const parts = Array.from({ length: k }, (_, d) =>
        partsOf(all.slice((d * B + b) * D, (d * B + b + 1) * D) as Float32Array),
      );
      const sum = parts.reduce((total, { logWeight }) => total + Math.exp(logWeight), 0);
      for (const { logWeight, byPoint, byParams, epsilon } of parts) {
        const share = Math.exp(logWeight) / sum;
        byPoint.forEach((g, i) => {
          wanted[0]![i]! -= (share ** 2 * g) / B;
          wanted[1]![i]! -= (share ** 2 * g * Math.exp(start[1]![i]!) * epsilon[i]!) / B;
        });
        byParams.forEach((g, i) => {
          wanted[2]![i]! -= (share * g) / B;
        });
      }
    }
    const { gradients } = boundAndGradients('base-path', draws);
    gradients.forEach((g, i) => void expect(largestDifference(g, wanted[i]!)).toBeLessThan(2e-5));
  });

  it('all kinds have the value of the bound, and total its gradient by differences', () => {
    const total = boundAndGradients('total', draws);
    for (const kind of ['path', 'base-path'] as const) {
      expect(boundAndGradients(kind, draws).bound).toBeCloseTo(total.bound, 4);
    }
    const step = 1e-2;
    for (const [i, values] of start.entries()) {
      const own = values[0]!;
      const [above, below] = [own + step, own - step].map((x) => {
        values[0] = x;
        return boundAndGradients('total', draws).bound;
      });
      values[0] = own;
      expect(total.gradients[i]![0]).toBeCloseTo((above! - below!) / (2 * step), 2);
    }
  });

  it('path and base-path have the expectation of total', () => {
    const means = (kind: GradientKind) => {
      const samples = Array.from({ length: 60 }, (_, i) => {
        const epsilon = tf.tensor2d(noise(5, 'many', i).normal(k * 150 * D), [k * 150, D]);
        return boundAndGradients(kind, epsilon)
          .gradients.slice(0, 2)
          .flatMap((g) => [...g]);
      });
      return samples[0]!.map((_, j) => meanEstimate(samples.map((row) => row[j]!)));
    };
    const total = means('total');
    for (const kind of ['path', 'base-path'] as const) {
      for (const [j, { mean, stdErr }] of means(kind).entries()) {
        expect(Math.abs(mean - total[j]!.mean)).toBeLessThan(4 * Math.hypot(stdErr, total[j]!.stdErr));
      }
    }
  });
});
