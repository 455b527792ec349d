import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { autoregressive } from '../../../src/flows/autoregressive/autoregressive.js';
import { convolutionMap } from '../../../src/flows/convolution/adaptive.js';
import { invert } from '../../../src/flows/invert.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';

onBackend('wasm');

it('affine × masked with a linear conditioner is z_i·e^{s_i} + t_i of the coordinates before, by hand', () => {
  const flow = autoregressive(2, { layers: 1, hidden: [] });
  // W [2, 4] to (t₁, a₁, t₂, a₂), b [4]; only W₁ → (t₂, a₂) survives the mask.
  const params = tf.tensor2d([[9, 9, 2, 0.5, 9, 9, 9, 9, 1, 0.3, -1, 0.1]]);
  const { z, logDet } = flow.forward(tf.tensor2d([[2, 3]]), params);
  const s = [0.3 / 1.1, 1.1 / (1 + 1.1 / 3)] as const;
  expect(z.dataSync()[0]).toBeCloseTo(2 * Math.exp(s[0]) + 1, 5);
  expect(z.dataSync()[1]).toBeCloseTo(3 * Math.exp(s[1]) + 2 * 2 - 1, 4);
  expect(logDet.dataSync()[0]).toBeCloseTo(s[0] + s[1], 5);
});

it('MAF is the inversion: its forward is the sequential pass, its inverse the parallel one', () => {
  const iaf = autoregressive(4, { hidden: [16] });
  const maf = invert(iaf);
  const params = normal('params', 1, iaf.paramCount);
  const [z, x] = [normal('z', 10, 4), normal('x', 10, 4)];
  expect(largestDifference(maf.inverse(z, params).z, iaf.forward(z, params).z)).toBe(0);
  expect(largestDifference(iaf.forward(maf.forward(x, params).z, params).z, x)).toBeLessThan(1e-3);
});

it('alternating order: with two layers every coordinate depends on every other', () => {
  const flow = autoregressive(4, { hidden: [16], activation: 'tanh' });
  const params = normal('params', 1, flow.paramCount);
  const z = normal('z', 1, 4);
  for (let j = 0; j < 4; j++) {
    const moved = flow.forward(tf.add(z, tf.oneHot([j], 4).toFloat()) as tf.Tensor2D, params).z;
    expect([...tf.abs(tf.sub(moved, flow.forward(z, params).z)).dataSync()].every((x) => x > 0)).toBe(true);
  }
});

it('says what is wrong', () => {
  expect(() => autoregressive(1, { conditioner: 'coupling' })).toThrow(
    'Expected dim to be a whole number of at least 2',
  );
  expect(() => autoregressive(2, { conditioner: 'maskd' as never })).toThrow('did you mean "masked"?');
  expect(() => autoregressive(2, { transformer: 'afine' as never })).toThrow('did you mean "affine"?');
  const map = convolutionMap() as never;
  expect(() => autoregressive(2, { transformer: map })).toThrow(
    'Expected transformer to map each coordinate by itself, got circular-convolution (autoregressive)',
  );
});
