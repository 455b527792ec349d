import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { InvertibleFlow } from '../../src/flows/flow.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

/** Data that no flow made: a Gaussian bent along a parabola, x₂ = x₁²/2 + noise. */
function bentGaussian(count: number): tf.Tensor2D {
  const e = noise(1, 'bent').normal(2 * count);
  const x = e.map((value, i) => (i % 2 === 0 ? value : 0.5 * value + 0.5 * e[i - 1]! ** 2 - 0.5));
  return tf.tensor2d(x, [count, 2]);
}

/** −ln q(x) in nats, averaged: the base density at the inverse, and the inverse's logDet. */
function negativeLogLikelihood(flow: InvertibleFlow, x: tf.Tensor2D, params: tf.Tensor2D): tf.Scalar {
  const { z, logDet } = flow.inverse(x, params);
  const logBase = tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), 1)), Math.log(2 * Math.PI));
  return tf.neg(tf.mean(tf.add(logBase, logDet))) as tf.Scalar;
}

it.each([
  ['planar', planar(2, { layers: 4 })],
  ['radial', radial(2, { layers: 4 })],
])('%s fits outside data by maximum likelihood through its inverse', (_, flow) => {
  const [train, test] = [bentGaussian(300), bentGaussian(300)];
  const params = tf.variable(tf.tensor2d(flow.initialParams(3), [1, flow.paramCount]));
  const score = () => tf.tidy(() => negativeLogLikelihood(flow, test, params).dataSync()[0]!);
  const before = score();
  const optimizer = tf.train.adam(0.05);
  for (let step = 0; step < 60; step++) {
    optimizer.minimize(() => negativeLogLikelihood(flow, train, params), false, [params]);
  }
  const after = score();
  expect(before).toBeGreaterThan(2.4); // N(0, I) itself
  expect(after).toBeLessThan(before - 0.15); // the entropy of the data is 2.14
  // What it scores it can also sample: samples and data have the same mean of x₁²·x₂ to a tenth or two.
  const samples = flow.forward(
    tf.tensor2d(noise(5, 'base').normal(4000), [2000, 2]),
    params as unknown as tf.Tensor2D,
  ).z;
  const moment = (x: tf.Tensor2D) => {
    const [a, b] = tf.split(x, 2, 1);
    return tf.mean(tf.mul(tf.square(a!), b!)).dataSync()[0]!;
  };
  expect(moment(samples)).toBeGreaterThan(0.4 * moment(test));
});
