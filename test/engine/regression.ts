import * as tf from '@tensorflow/tfjs';
import { defineProblem } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';

/** Regression with one hidden layer; 67 weights, so that the arrays do not fill whole SIMD registers. */
export const regression = defineProblem({
  weights: [
    { name: 'hidden', shape: [3, 11], initial: (seed) => noise(seed, 'hidden').normal(33) },
    { name: 'out', shape: [11, 3], initial: (seed) => noise(seed, 'out').normal(33) },
    { name: 'scale', shape: [1], initial: () => Float32Array.of(0.5) },
  ],
  inputs: { x: [8, 3], target: [8, 3] },
  loss({ hidden, out, scale }, { x, target }) {
    const y = tf.mul(tf.matMul(tf.tanh(tf.matMul(x, hidden)), out), scale);
    return { loss: tf.mean(tf.square(tf.sub(y, target))), size: tf.mean(tf.abs(y)) };
  },
});

/** Of `regression`. */
export const feed = (step: number) => ({
  x: noise(7, 'x', step).normal(24),
  target: noise(7, 'target', step).normal(24),
});
