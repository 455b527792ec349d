import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { transformerNames, transformerOf } from '../../../src/flows/transformers/index.js';
import { rationalQuadraticTransformer } from '../../../src/flows/transformers/rational-quadratic.js';
import { noise } from '../../../src/random/index.js';
import { largestDifference, onBackend } from '../../support/tensors.js';

onBackend('wasm');

const count = 4001;
/** A fine grid over [−8, 8], every point with the same numbers. */
const grid = () => tf.linspace(-8, 8, count).reshape([count, 1]) as tf.Tensor2D;
const numbersAt = (n: number, scale: number) =>
  tf.tile(
    tf.tensor3d(
      noise(7, 'numbers')
        .normal(n)
        .map((x) => scale * x),
      [1, 1, n],
    ),
    [count, 1, 1],
  );

describe.each(transformerNames)('%s', (name) => {
  const transformer = transformerOf(name);

  it('0 describes the identity', () => {
    const { z, logSlope } = transformer.forward(grid(), numbersAt(transformer.paramCount, 0));
    expect(largestDifference(z, grid())).toBeLessThan(2e-5);
    expect(tf.max(tf.abs(logSlope)).dataSync()[0]).toBeLessThan(2e-5);
  });

  it.each([
    0.3, 1, 5, 50,
  ])('is increasing, with the slope it says, and its inverse goes back, at numbers of size %d', (scale) => {
    const numbers = numbersAt(transformer.paramCount, scale);
    const { z, logSlope } = transformer.forward(grid(), numbers);
    const [values, slopes] = [z.dataSync(), logSlope.dataSync().map(Math.exp)];
    const step = 16 / (count - 1);
    let worst = 0;
    let rise = 0;
    for (let i = 1; i < count; i++) {
      rise = values[i]! - values[i - 1]!;
      expect(rise).toBeGreaterThan(0);
      // The mean slope lies between the end slopes but for curvature; a wrong formula is off everywhere.
      const [low, high] = [Math.min(slopes[i]!, slopes[i - 1]!), Math.max(slopes[i]!, slopes[i - 1]!)];
      const rounding = (1e-6 * (8 + Math.abs(values[i]!))) / step;
      if (rise / step < 0.7 * low - rounding || rise / step > 1.4 * high + rounding) worst++;
    }
    expect(worst).toBeLessThan(0.01 * count);
    const back = transformer.inverse(z, numbers);
    const off = tf.sub(back.z, grid()).dataSync();
    const sums = tf.add(back.logSlope, logSlope).dataSync();
    off.forEach((error, i) => {
      expect(Math.abs(error)).toBeLessThan(2e-5 * Math.max(1, 1 / slopes[i]!));
      expect(Math.abs(sums[i]!)).toBeLessThan(2e-2); // A slope jumps at the knots of the linear spline, steepest here.
    });
  });
});

it('rational-quadratic: the identity outside the box, slope 1 on both sides of its edge', () => {
  const transformer = rationalQuadraticTransformer({ bins: 6, bound: 2 });
  const z = tf.tensor2d([-1000, -2.5, -2.0001, -1.9999, 1.9999, 2.0001, 2.5, 1000], [8, 1]);
  const numbers = tf.tile(tf.tensor3d(noise(7, 'numbers').normal(17), [1, 1, 17]), [8, 1, 1]);
  const out = transformer.forward(z, numbers);
  expect(largestDifference(out.z, z)).toBeLessThan(1e-3);
  expect(tf.max(tf.abs(out.logSlope)).dataSync()[0]).toBeLessThan(0.02);
});

it('rational-quadratic: one bin by hand', () => {
  // Two bins of [−1, 1] × [−1, 1], knot at (0, 0) with slope e^s: ξ = 1/2 in the left bin, h = w = 1, d₀ = 1, d₁ = e^s.
  const transformer = rationalQuadraticTransformer({ bins: 2, bound: 1 });
  const d = Math.exp(0.9 / (1 + 0.9 / 3));
  const out = transformer.forward(tf.tensor2d([[-0.5]]), tf.tensor3d([[[0, 0, 0, 0, 0.9]]]));
  const bottom = 1 + (1 + d - 2) / 4;
  expect(out.z.dataSync()[0]).toBeCloseTo(-1 + (1 / 4 + 1 / 4) / bottom, 5);
  expect(out.logSlope.dataSync()[0]).toBeCloseTo(Math.log((d / 4 + 2 / 4 + 1 / 4) / bottom ** 2), 5);
});

it('an unknown name is an error with the nearest one', () => {
  expect(() => transformerOf('afine' as never)).toThrow('Unknown transformer "afine"; did you mean "affine"?');
});
