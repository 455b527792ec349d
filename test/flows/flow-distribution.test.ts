import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { logistic } from '../../src/densities/logistic.js';
import { defineFlow } from '../../src/flows/define.js';
import type { Flow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, onBackend } from '../support/tensors.js';

onBackend('wasm');

const paramsOf = (flow: Flow, rows = 1, seed = 5) => {
  const values = noise(seed, flow.name).normal(rows * flow.paramCount);
  return tf.tensor2d(values, [rows, flow.paramCount]);
};

describe.each([planar(2, { layers: 3 }), radial(2, { layers: 3 })])('$name flow distribution', (flow) => {
  const build = () => flowDistribution(standardNormal(2), flow, paramsOf(flow));

  it('its own samples get the same density from logProb as while drawing', () => {
    const { x, logProb } = build().sampleAndLogProb(300, noise(1, 'draw'));
    expect(largestDifference(build().logProb(x), logProb)).toBeLessThan(2e-3);
  });

  it('scores outside data: the density integrates to 1, and its mean agrees with that of samples', () => {
    const [n, reach] = [140, 8];
    const h = (2 * reach) / n;
    const centre = (i: number) => -reach + (i + 0.5) * h;
    const grid = Float32Array.from({ length: 2 * n * n }, (_, k) =>
      centre(k % 2 ? (k >> 1) % n : Math.floor(k / 2 / n)),
    );
    const p = build()
      .logProb(tf.tensor2d(grid, [n * n, 2]))
      .dataSync<'float32'>()
      .map(Math.exp);
    expect(Math.abs(p.reduce((sum, v) => sum + v, 0) * h * h - 1)).toBeLessThan(0.01);
    const x = build().sample(4000, noise(2, 'draw')).dataSync<'float32'>();
    for (const k of [0, 1]) {
      const mean = p.reduce((sum, v, i) => sum + v * grid[2 * i + k]!, 0) * h * h;
      const found = x.reduce((sum, v, i) => sum + (i % 2 === k ? v : 0), 0) / 4000;
      expect(Math.abs(found - mean)).toBeLessThan(0.12);
    }
  });

  it('one set of parameters per row scores each row by its own', () => {
    const params = paramsOf(flow, 4);
    const x = tf.tensor2d(noise(3, 'x').normal(8), [4, 2]);
    const together = flowDistribution(standardNormal(2), flow, params).logProb(x).dataSync();
    for (let i = 0; i < 4; i++) {
      const row = flowDistribution(standardNormal(2), flow, params.slice([i, 0], [1, -1]) as tf.Tensor2D);
      expect(row.logProb(x.slice([i, 0], [1, -1])).dataSync()[0]).toBeCloseTo(together[i]!, 4);
    }
  });

  it('keeps no tensor', () => {
    const q = flowDistribution(standardNormal(2), flow, noise(1, 'p').normal(flow.paramCount));
    const x = tf.zeros<tf.Rank.R2>([3, 2]);
    const before = tf.memory().numTensors;
    q.logProb(x).dispose();
    q.sample(3, noise(1, 'draw')).dispose();
    tf.dispose({ ...q.sampleAndLogProb(3, noise(1, 'draw')) });
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('flowDistribution: the identity is the base itself', () => {
  const base = logistic([0, 1], [0, 0.5]);
  const q = flowDistribution(base, identity(2), []);
  const x = tf.tensor2d([[0.5, 2]]);
  expect(q.logProb(x).dataSync()).toEqual(base.logProb(x).dataSync());
  expect(q.name).toBe('logistic through identity');
});

const doubling = defineFlow({
  name: 'doubling',
  dim: 2,
  paramCount: 0,
  forward: (z) => ({ z: tf.mul(z, 2), logDet: tf.fill([z.shape[0]], 2 * Math.LN2) }),
});

it('flowDistribution: without an inverse it samples and scores its samples, and says why it scores nothing else', () => {
  const q = flowDistribution(standardNormal(2), doubling, []);
  const { x, logProb } = q.sampleAndLogProb(1, noise(1, 'draw'));
  const [a, b] = x.dataSync();
  const exact = (-0.5 * (a! ** 2 + b! ** 2)) / 4 - Math.log(2 * Math.PI) - 2 * Math.LN2;
  expect(logProb.dataSync()[0]).toBeCloseTo(exact, 5);
  expect(() => q.logProb(x)).toThrow(TypeError);
  expect(() => q.logProb(x)).toThrow(/The flow "doubling" has no inverse, .* sampleAndLogProb/);
});

it('flowDistribution: refuses parts that do not fit, and parameters that are not numbers', () => {
  const flow = planar(2);
  expect(() => flowDistribution(standardNormal(3), flow, [])).toThrow(
    /base to have dimension 2, got 3 \(flow planar\)/,
  );
  expect(() => flowDistribution(standardNormal(2), flow, [1, 2])).toThrow(
    /`params` to have 5 numbers, got 2 \(planar\)/,
  );
  expect(() => flowDistribution(standardNormal(2), flow, [1, 2, Number.NaN, 0, 0])).toThrow(
    /`params` to be finite, got NaN at 2/,
  );
  expect(() => flowDistribution(standardNormal(2), flow, tf.zeros([1, 4])).sample(3, noise(1, 'x'))).toThrow(
    RangeError,
  );
});
