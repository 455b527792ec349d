import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { cholesky, rungeKutta } from '../../src/inference/index.js';
import { logDensityGradient } from '../../src/inference/log-density-gradient.js';
import { splitColumns } from '../../src/tensors/split.js';
import { largestDifference, normal, onBackend } from '../support/tensors.js';

onBackend('wasm');

const B = 6;

/** A covariance of three numbers for each row, from a scale and a range. */
const covariance = (z: tf.Tensor2D): tf.Tensor3D => {
  const [a, r] = splitColumns(z, [1, 1]);
  const squares = tf.tensor2d([[0, 1, 4, 1, 0, 1, 4, 1, 0]]);
  const shape = tf.exp(tf.neg(tf.mul(squares, tf.exp(r))));
  return tf.mul(tf.exp(a), tf.add(shape, tf.tensor2d([[0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1]]))).reshape([-1, 3, 3]);
};
const ofFactor = (z: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(
    tf.mul(
      cholesky(covariance(z)),
      tf.tensor3d([
        [
          [1, 0, 0],
          [2, 3, 0],
          [-1, 1, 2],
        ],
      ]),
    ),
    [1, 2],
  );

/** Hares and lynxes at the end of two years. */
const ofOrbit = (z: tf.Tensor2D): tf.Tensor1D => {
  const [u, v] = splitColumns(z, [1, 1]);
  const growth = (_: number, [x, y]: [tf.Tensor2D, tf.Tensor2D]): [tf.Tensor2D, tf.Tensor2D] => [
    tf.sub(0.5, tf.mul(0.4, tf.exp(y))),
    tf.sub(tf.mul(0.3, tf.exp(x)), 0.6),
  ];
  const [, , end] = rungeKutta(growth, [u, v], [0, 0.7, 2], { step: 0.1 });
  return tf.sum(tf.mul(tf.concat(end!, 1), tf.tensor2d([[1, -2]])), 1);
};

describe.each([
  ['cholesky', ofFactor],
  ['rungeKutta', ofOrbit],
])('%s', (_, logDensity) => {
  const target = { name: 'test', dim: 2, logDensity };

  it.each([
    'compiled',
    'generated',
    'eager',
  ] as const)('has the gradient of differences on the %s engine', async (engine) => {
    const points = normal('points', B, 2, { scale: 0.5 }).dataSync() as Float32Array;
    const gradient = await logDensityGradient(target, B, engine);
    const { values, gradients } = await gradient.at(points);
    // Central differences in float32 with a step of 0.01: rounding of 1e-6/0.01 and a bend of 1e-4.
    const differences = await Promise.all(
      Array.from(points, async (__, k) => {
        const [above, below] = await Promise.all([0.01, -0.01].map((h) => gradient.at(points.with(k, points[k]! + h))));
        const row = Math.floor(k / 2);
        return (above!.values[row]! - below!.values[row]!) / 0.02;
      }),
    );
    expect(largestDifference(gradients, differences)).toBeLessThan(3e-3);
    expect(values.every(Number.isFinite)).toBe(true);
    gradient.dispose();
  });
});

it('cholesky(A)·cholesky(A)ᵀ is A', () => {
  const A = covariance(normal('points', B, 2));
  const L = cholesky(A);
  expect(largestDifference(tf.matMul(L, L, false, true), A)).toBeLessThan(1e-6);
  expect(largestDifference(tf.linalg.bandPart(L, -1, 0), L)).toBe(0);
});

it('rungeKutta is of fourth order', () => {
  const error = (step: number) => {
    const [, end] = rungeKutta((t, [y]: tf.Tensor[]) => [tf.mul(Math.cos(t), y!)], [tf.scalar(1)], [0, 3], { step });
    return Math.abs(end![0]!.dataSync()[0]! - Math.exp(Math.sin(3)));
  };
  expect(error(0.5) / error(0.25)).toBeGreaterThan(12);
});

it.each<[string, number[], number, string]>([
  ['times that stand still', [0, 1, 1], 0.1, 'Expected time 2 (from 0) to be after 1, got 1 (rungeKutta)'],
  ['a step of 0', [0, 1], 0, 'Expected step to be above 0, got 0 (rungeKutta)'],
])('rungeKutta refuses %s', (_, times, step, message) => {
  expect(() => rungeKutta((__, y) => y, [tf.scalar(1)], times, { step })).toThrow(message);
});
