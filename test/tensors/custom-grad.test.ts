import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/engine/backend.js';
import { customGrad } from '../../src/tensors/custom-grad.js';
import { stopGradient } from '../../src/tensors/index.js';

beforeAll(async () => void (await useBackend('cpu')));

/** a²·b with its gradients written out. */
const squareTimes = customGrad(
  (a: tf.Tensor1D, b: tf.Tensor1D) => ({ value: tf.mul<tf.Tensor1D>(tf.square(a), b), saved: [a, b] }),
  (dy, [a, b]) => [tf.mul(dy, tf.mul(2, tf.mul(a, b))), tf.mul(dy, tf.square(a))],
);

describe('customGrad', () => {
  it('gives each input the gradient that belongs to it', () => {
    const [da, db] = tf.grads((a, b) => squareTimes(a.as1D(), b.as1D()))([tf.tensor1d([3]), tf.tensor1d([5])]);
    expect([da!.dataSync()[0], db!.dataSync()[0]]).toEqual([30, 9]);
  });

  it('has second derivatives, through saved inputs', () => {
    const slope = tf.grad((a) => squareTimes(a.as1D(), tf.tensor1d([5])));
    expect(
      tf
        .grad((a) => slope(a))(tf.tensor1d([3]))
        .dataSync()[0],
    ).toBe(10);
  });

  it('leaves no tensor behind, with a gradient taken and without', () => {
    const [a, b] = [tf.tensor1d([3]), tf.tensor1d([5])];
    const before = tf.memory().numTensors;
    tf.dispose(squareTimes(a, b));
    tf.dispose(tf.grads((x, y) => squareTimes(x.as1D(), y.as1D()))([a, b]));
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('stopGradient(x) is x, with a gradient of 0', () => {
  const { value, grad } = tf.valueAndGrad((x) => tf.mul(x, stopGradient(x)).sum())(tf.tensor1d([3, 4]));
  expect(value.dataSync()[0]).toBe(25);
  expect([...grad.dataSync()]).toEqual([3, 4]);
});
