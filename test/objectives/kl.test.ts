import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { LogDensity } from '../../src/densities/density.js';
import { diagonalGaussian, standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { energy } from '../../src/densities/energy.js';
import { defineFlow } from '../../src/flows/define.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import type { InvertibleFlow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { estimateKl, gridKl } from '../../src/objectives/estimate-kl.js';
import { forwardKl, reverseKl } from '../../src/objectives/kl.js';
import { drawFrom, type GradientKind } from '../../src/objectives/path-gradient.js';
import { noise } from '../../src/random/index.js';
import { normal, onBackend } from '../support/tensors.js';

onBackend('wasm');

const seed = 17;

const target: LogDensity = {
  name: 'Gaussian',
  dim: 2,
  logDensity: diagonalGaussian([1, -0.5], [-0.5, 0.3]).logProb,
};

it('reverseKl: of two Gaussians, agrees with the closed form', () => {
  const q = flowDistribution(diagonalGaussian([0, 0], [0, 0]), identity(2), []);
  const { annealed, bound } = reverseKl(q, target, normal('epsilon', 20_000, 2, { seed }), { beta: 0.25 });
  const one = (mean: number, logStd: number) => logStd + 0.5 * Math.exp(-2 * logStd) * (1 + mean * mean) - 0.5;
  const { mean, variance } = tf.moments(bound);
  const error = Math.sqrt(variance.dataSync()[0]! / 20_000);
  expect(Math.abs(mean.dataSync()[0]! - one(1, -0.5) - one(-0.5, 0.3))).toBeLessThan(4 * error);
  const entropy = 1 + Math.log(2 * Math.PI);
  const annealedExact = -entropy + 0.25 * (one(1, -0.5) + one(-0.5, 0.3) + entropy);
  expect(Math.abs(tf.mean(annealed).dataSync()[0]! - annealedExact)).toBeLessThan(0.05);
});

it('forwardKl: is −ln q, and its gradient vanishes at the maximum of the likelihood', () => {
  const x = normal('data', 400, 2, { seed }).mul(1.7).add(0.4) as tf.Tensor2D;
  const { mean, variance } = tf.moments(x, 0);
  const best = tf.concat([mean, tf.log(tf.sqrt(variance))]).reshape([1, 4]);
  const loss = (params: tf.Tensor) =>
    tf.mean(forwardKl(flowDistribution(standardNormal(2), affine(2), params), x)) as tf.Scalar;
  for (const g of tf.grad(loss)(best).dataSync()) expect(Math.abs(g)).toBeLessThan(1e-5);
  for (const g of tf
    .grad(loss)(tf.zeros([1, 4]))
    .dataSync())
    expect(Math.abs(g)).toBeGreaterThan(0.1);
});

describe('gradients of the reverse KL', () => {
  const B = 2000;
  /** Parameters per sample, so that the gradient of the sum is the gradient of each sample's term. */
  const perSample = (flow: InvertibleFlow, kind: GradientKind, toward: LogDensity) =>
    tf.tidy(() => {
      const repeated = (row: tf.Tensor) => tf.mul(row, tf.ones([B, 1]));
      const start: tf.Tensor[] = [tf.tensor2d([[0.3, -0.4]]), tf.tensor2d([[0.2, -0.3]])];
      if (flow.paramCount > 0) start.push(normal('params', 1, flow.paramCount, { seed }).mul(0.5));
      const loss = (mean: tf.Tensor, logStd: tf.Tensor, params?: tf.Tensor) => {
        const q = flowDistribution(diagonalGaussian(mean, logStd), flow, params ?? []);
        return tf.sum(
          reverseKl(q, toward, normal('epsilon', B, 2, { seed }), { gradient: kind }).annealed,
        ) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss)(start.map(repeated));
      const { mean, variance } = tf.moments(tf.concat(grads, 1), 0);
      return { value: value.dataSync()[0]! / B, mean: mean.dataSync(), variance: variance.dataSync() };
    });

  it.each([
    planar(2, { layers: 2 }),
    radial(2, { layers: 2 }),
    affine(2),
  ])('$name: all kinds have the same value and the same expectation', (flow) => {
    const total = perSample(flow, 'total', target);
    for (const kind of ['path', 'base-path'] as const) {
      const other = perSample(flow, kind, target);
      expect(Math.abs(other.value - total.value)).toBeLessThan(1e-3);
      for (const [i, g] of other.mean.entries()) {
        const error = Math.sqrt((total.variance[i]! + other.variance[i]!) / B);
        expect(Math.abs(g - total.mean[i]!)).toBeLessThan(4.5 * error + 1e-4);
      }
    }
  });

  it('where q is its target, the path gradient of each sample is 0 and the total one is not', () => {
    const optimum: LogDensity = {
      name: 'q itself',
      dim: 2,
      logDensity: (x) => diagonalGaussian([0.3, -0.4], [0.2, -0.3]).logProb(x),
    };
    for (const kind of ['path', 'base-path'] as const) {
      const { mean, variance } = perSample(identity(2), kind, optimum);
      for (const v of [...mean, ...variance]) expect(Math.abs(v)).toBeLessThan(1e-10);
    }
    const total = perSample(identity(2), 'total', optimum);
    expect(Math.min(...total.variance)).toBeGreaterThan(0.5);
  });

  it.each([
    planar(2, { layers: 2 }),
    radial(2, { layers: 2 }),
  ])('$name: also with a flow, for its own parameters too', (flow) => {
    const params = normal('params', 1, flow.paramCount, { seed }).mul(0.5) as tf.Tensor2D;
    const base = diagonalGaussian([0.3, -0.4], [0.2, -0.3]);
    const optimum: LogDensity = { name: 'q', dim: 2, logDensity: flowDistribution(base, flow, params).logProb };
    const path = perSample(flow, 'path', optimum);
    const total = perSample(flow, 'total', optimum);
    for (const v of path.variance) expect(v).toBeLessThan(1e-5);
    expect(Math.max(...total.variance)).toBeGreaterThan(0.1);
  });

  it('base-path: needs no inverse; path: says that it does', () => {
    const doubling = defineFlow({
      name: 'doubling',
      dim: 2,
      paramCount: 0,
      forward: (z) => ({ z: tf.mul(z, 2), logDet: tf.fill([z.shape[0]], 2 * Math.LN2) }),
    });
    const q = flowDistribution(standardNormal(2), doubling, []);
    const epsilon = normal('epsilon', 3, 2, { seed });
    expect(drawFrom(q, epsilon, 'base-path').logBase.shape).toEqual([3]);
    expect(() => drawFrom(q, epsilon, 'path')).toThrow(/"doubling" has no inverse/);
    expect(() => drawFrom(q, epsilon, 'paths' as GradientKind)).toThrow(/did you mean "path"/);
  });
});

it('reverseKl and drawFrom: keep no tensor but their results', () => {
  const flow = planar(2);
  const q = flowDistribution(standardNormal(2), flow, new Float32Array(flow.paramCount));
  const epsilon = normal('epsilon', 4, 2, { seed });
  for (const gradient of ['total', 'path', 'base-path'] as const) {
    const before = tf.memory().numTensors;
    tf.dispose({ ...reverseKl(q, target, epsilon, { gradient }) });
    tf.dispose({ ...drawFrom(q, epsilon, gradient) });
    expect(tf.memory().numTensors).toBe(before);
  }
});

describe('estimateKl and gridKl', () => {
  it.each([
    ['the best diagonal Gaussian', [1.861, 0], [0.353, 0.987], 0.902],
    ['a centred one', [0, 0], [1.888, 1.038], 3.194],
  ] as const)('%s to U1: the known divergence', (_, mean, std, kl) => {
    const q = diagonalGaussian(
      mean,
      std.map((s) => Math.log(s)),
    );
    const grid = gridKl(q, energy('U1'), { halfWidth: 8, points: 161 });
    expect(grid.mass).toBeCloseTo(1, 3);
    if (kl < 1) expect(grid.kl).toBeCloseTo(kl, 2);
    else expect(grid.kl).toBeGreaterThan(kl - 2e-3); // Its optimal scale is not on record.
  });

  it.each([planar(2, { layers: 4 }), radial(2, { layers: 4 })])('$name: sampling and quadrature agree', (flow) => {
    const q = flowDistribution(standardNormal(2), flow, normal('wide', 1, flow.paramCount, { seed }));
    const to = energy('U3', { halfWidth: 4, penalty: 1 });
    const { kl, stdErr } = estimateKl(q, to, noise(1, 'kl'), { samples: 20_000 });
    const grid = gridKl(q, to, { halfWidth: 9, points: 281 });
    expect(grid.mass).toBeCloseTo(1, 2);
    expect(Math.abs(kl - grid.kl)).toBeLessThan(3.5 * stdErr + 1e-3 * Math.abs(grid.kl));
  });

  it('say what they want', () => {
    expect(() => gridKl(standardNormal(3), energy('U1'), { halfWidth: 4 })).toThrow(/q to have dimension 2, got 3/);
    expect(() => gridKl(standardNormal(2), energy('U1'), { halfWidth: 0 })).toThrow(
      /halfWidth to be finite and above 0, got 0/,
    );
    const q = flowDistribution(standardNormal(2), identity(2), []);
    expect(() => estimateKl(q, energy('U1'), noise(1, 'kl'), { samples: 1 })).toThrow(/at least 2, got 1/);
  });
});
