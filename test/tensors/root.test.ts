import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/engine/backend.js';
import { bisected, type Increasing, implicitRoot, newtonSteps } from '../../src/tensors/root.js';

beforeAll(async () => void (await useBackend('cpu')));

/** x³ + θx, increasing for θ > 0. */
function cubic(x: tf.Tensor, theta: tf.Tensor): Increasing<tf.Tensor, [theta: tf.Tensor]> {
  const square = tf.square(x);
  return {
    value: tf.mul(x, tf.add(square, theta)),
    slope: tf.add(tf.mul(3, square), theta),
    partials: () => [x],
  };
}

const rootOfCubic = implicitRoot(cubic, (r, theta) => {
  const f = (x: tf.Tensor) => cubic(x, theta);
  const width = tf.div(tf.abs(r), theta);
  const { low, high } = bisected(f, r, { low: tf.neg(width), high: width }, 8);
  return newtonSteps(f, r, tf.mul(0.5, tf.add(low, high)), 6, (x) => tf.minimum(tf.maximum(x, low), high));
});

/** The roots of x³ + 2x = r for these r are −1, 0, 1, 2. */
const rights = [-3, 0, 3, 12];
const slopes = [5, 2, 5, 14];
const at = (values: readonly number[]) => tf.tensor1d([...values]);

describe('implicitRoot', () => {
  it('finds the root', () => {
    const roots = [...rootOfCubic(at(rights), at([2, 2, 2, 2])).dataSync()];
    for (const [i, x] of [-1, 0, 1, 2].entries()) expect(roots[i]).toBeCloseTo(x, 6);
  });

  it('has the gradients of the implicit function, summed for a parameter that serves all elements', () => {
    const [dr, dTheta] = tf.grads((r, theta) => rootOfCubic(r, theta))([at(rights), tf.scalar(2)]);
    for (const [i, slope] of slopes.entries()) expect(dr!.dataSync()[i]).toBeCloseTo(1 / slope, 6);
    expect(dTheta!.shape).toEqual([]);
    expect(dTheta!.dataSync()[0]).toBeCloseTo(1 / 5 - 1 / 5 - 2 / 14, 6);
  });
});
