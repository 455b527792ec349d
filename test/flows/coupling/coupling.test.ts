import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { coupling } from '../../../src/flows/coupling/coupling.js';
import { nice, realNvp, splineCoupling } from '../../../src/flows/coupling/families.js';
import { fixedMaps } from '../../../src/flows/coupling/mixing.js';
import type { Flow } from '../../../src/flows/flow.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';
import { inverseUndoesForward, logDetIsTheJacobians } from '../conformance/local.js';

onBackend('wasm');

const start = (flow: Flow) => tf.tensor2d(flow.initialParams(1), [1, flow.paramCount]);

describe('fixedMaps', () => {
  it('permutations are permutations, and every one carries something across the halves', () => {
    for (const [dim, split] of [
      [2, 1],
      [3, 1],
      [5, 2],
      [8, 4],
    ] as const) {
      const { before } = fixedMaps('permutation', dim, 6, split, 0)!;
      for (const matrix of before) {
        const rows = Array.from({ length: dim }, (_, i) => [...matrix.subarray(i * dim, (i + 1) * dim)]);
        const to = rows.map((row) => row.indexOf(1));
        expect(rows.flat().reduce((sum, x) => sum + x, 0)).toBe(dim);
        expect(new Set(to).size).toBe(dim);
        expect(to.some((target, from) => target < split !== from < split)).toBe(true);
      }
    }
  });

  it('in 2-D the layers of NICE-perm alternate', () => {
    for (const matrix of fixedMaps('permutation', 2, 4, 1, 5)!.before) expect([...matrix]).toEqual([0, 1, 1, 0]);
  });

  it('all maps in turn are the identity, and another seed gives others', () => {
    for (const mixing of ['permutation', 'orthogonal'] as const) {
      const { before, after } = fixedMaps(mixing, 6, 3, 3, 1)!;
      const square = (x: Float32Array) => tf.tensor2d(x, [6, 6]);
      const product = [...before.map(square), square(after)].reduce((a, b) => tf.matMul(a, b));
      expect(largestDifference(product, tf.eye(6))).toBeLessThan(1e-6);
      expect(fixedMaps(mixing, 6, 3, 3, 2)!.before).not.toEqual(before);
    }
  });
});

describe('nice', () => {
  it.each([
    'permutation',
    'orthogonal',
  ] as const)('with %s preserves volume exactly and starts as the identity', (mixing) => {
    const flow = nice(6, { mixing, hidden: [8] });
    const z = normal('z', 20, 6);
    const there = flow.forward(z, normal('params', 1, flow.paramCount));
    expect([...there.logDet.dataSync()]).toEqual(new Array(20).fill(0));
    expect(largestDifference(there.z, z)).toBeGreaterThan(0.1);
    expect(largestDifference(flow.forward(z, start(flow)).z, z)).toBeLessThan(1e-5);
  });

  it('is z·M₁, coupling, z·M₂, coupling, …, and the inverse of the product at the end', () => {
    const flow = nice(4, { layers: 2, hidden: [], seed: 3, mixing: 'orthogonal' });
    const { before, after } = fixedMaps('orthogonal', 4, 2, 2, 3)!;
    const params = normal('params', 1, flow.paramCount);
    const values = params.dataSync();
    let z = normal('z', 3, 4);
    const expected = flow.forward(z, params).z;
    before.forEach((matrix, k) => {
      const [w, b] = [values.slice(6 * k, 6 * k + 4), values.slice(6 * k + 4, 6 * k + 6)];
      const [kept, changed] = tf.split(tf.matMul(z, tf.tensor2d(matrix, [4, 4])), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      const shift = tf.add(tf.matMul(kept, tf.tensor2d(w, [2, 2])), b);
      z = tf.concat([kept, tf.add(changed, shift)], 1) as tf.Tensor2D;
    });
    expect(largestDifference(tf.matMul(z, tf.tensor2d(after, [4, 4])), expected)).toBeLessThan(1e-5);
  });

  it('scaling adds Σ s with its sign, and multiplies last', () => {
    const flow = nice(2, { scaling: true, hidden: [4] });
    const params = start(flow).dataSync();
    params.set([-2, 0.5], flow.paramCount - 2);
    const out = flow.forward(tf.ones([1, 2]), tf.tensor2d(params, [1, flow.paramCount]));
    expect(out.logDet.dataSync()[0]).toBeCloseTo(-1.5, 6);
    expect(out.z.dataSync()[0]).toBeCloseTo(Math.exp(-2), 6);
  });
});

it('swap: every coordinate of a two-layer flow changes; none: the first half never does', () => {
  const z = normal('z', 10, 5);
  const change = (mixing: 'swap' | 'none') => {
    const flow = realNvp(5, { layers: 2, mixing, hidden: [6] });
    const { z: out } = flow.forward(z, normal('params', 1, flow.paramCount));
    return [...tf.max(tf.abs(tf.sub(out, z)), 0).dataSync()].map((x) => x > 0);
  };
  expect(change('swap')).toEqual([true, true, true, true, true]);
  expect(change('none')).toEqual([false, false, true, true, true]);
});

it.each([
  ['real-nvp with relu', (dim: number) => realNvp(dim, { hidden: [5], split: 1, layers: 2 })],
  [
    'spline-coupling with relu',
    (dim: number) => splineCoupling(dim, { hidden: [5], mixing: 'permutation', layers: 1 }),
  ],
])('%s: logDet and inverse hold', (name, make) => {
  for (const dim of [2, 5]) {
    const flow = make(dim);
    expect(logDetIsTheJacobians(flow, { name, make })).toEqual([]);
    expect(inverseUndoesForward(flow, { name, make })).toEqual([]);
  }
});

it('coupling takes another conditioner', () => {
  const constant = (_: number, outputs: number) => ({
    sizes: [outputs],
    apply: (x: tf.Tensor2D, [w]: readonly tf.Tensor2D[]) => tf.mul(tf.ones([x.shape[0], 1]), w!) as tf.Tensor2D,
    initial: () => new Float32Array(outputs),
  });
  const flow = coupling(3, { transformer: 'additive', conditioner: constant, layers: 1 });
  expect(flow.paramCount).toBe(2);
  expect([...flow.forward(tf.zeros([1, 3]), tf.tensor2d([[7, 8]])).z.dataSync()]).toEqual([0, 7, 8]);
});

it('keeps what belongs to the parameters in config', () => {
  expect(nice(6, { seed: 5, mixing: 'orthogonal', layers: 3 }).config).toEqual({
    flow: 'coupling',
    dim: 6,
    transformer: { map: 'additive' },
    network: { hidden: [64], activation: 'relu' },
    layers: 3,
    mixing: 'orthogonal',
    split: 3,
    contextDim: 0,
    seed: 5,
    scaling: false,
  });
});

it('says what is wrong', () => {
  expect(() => coupling(1)).toThrow('Expected dim to be a whole number of at least 2, got 1 (coupling)');
  expect(() => coupling(4, { split: 4 })).toThrow('Expected split to be a whole number from 1 to 3, got 4 (coupling)');
  expect(() => coupling(4, { mixing: 'orthgonal' as never })).toThrow('did you mean "orthogonal"?');
  expect(() => coupling(4, { layers: 0 })).toThrow(RangeError);
  expect(() => coupling(4, { hidden: [0] })).toThrow('every hidden width');
});
