import * as tf from '@tensorflow/tfjs';
import { eagerStep } from '../../src/engine/eager-step.js';
import { initialState } from '../../src/problem/layout.js';
import { adam } from '../../src/problem/optimiser.js';
import { type Arrays, defineProblem, type Problem } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';

/** Linear regression with noisy targets: small, and the loss depends on every step's inputs. */
export const toyProblem = defineProblem({
  weights: [
    { name: 'layer/kernel', shape: [3, 2], initial: (seed) => noise(seed, 'kernel').normal(6) },
    { name: 'layer/bias', shape: [2], initial: () => new Float32Array(2) },
  ],
  inputs: { x: [8, 3], target: [8, 2] },
  loss({ 'layer/kernel': kernel, 'layer/bias': bias }, { x, target }) {
    const y = tf.add(tf.matMul(x, kernel), bias);
    return { loss: tf.mean(tf.square(tf.sub(y, target))), size: tf.mean(tf.abs(y)) };
  },
});

export const toyFeed = (step: number): Arrays => ({
  x: noise(7, 'x', step).normal(24),
  target: noise(7, 'target', step).normal(16),
});

export const toyStep = (learningRate = 0.01) => eagerStep(toyProblem, adamOptions(toyProblem, learningRate));

/** Adam and the state from which a problem's training starts. */
export function adamOptions(problem: Problem, learningRate: number, seed = 1) {
  const optimiser = adam({ learningRate });
  return { optimiser, state: initialState(problem.weights, optimiser.slotCount, seed) };
}
