import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { type Density, defineDensity, uniformTensor } from './density.js';

/**
 * Uniform density on the box (low, high)ᴰ: ln p = −D ln(high − low) inside, −∞ outside.
 * @throws RangeError unless low < high, both finite
 */
export function uniformBox(dim: number, low = 0, high = 1): Density {
  if (!Number.isFinite(low)) throw new RangeError(expected('low', 'be finite', low, 'uniform box'));
  if (!(low < high && high < Infinity)) {
    throw new RangeError(expected('high', `be finite and above low = ${low}`, high, 'uniform box'));
  }
  const logVolume = dim * Math.log(high - low);
  return defineDensity({
    name: 'uniform box',
    dim,
    logProb: (x) => tf.sub(logInside(x, low, high), logVolume),
    sample: (count, noise) => tf.add(low, tf.mul(high - low, uniformTensor(noise, count, dim))),
  });
}

/** 0 in the box, −∞ outside, with gradient 0. */
export function logInside(x: tf.Tensor2D, low: number, high: number): tf.Tensor1D {
  const beyond = tf.add(tf.step(tf.sub(low, x)), tf.step(tf.sub(x, high)));
  return tf.log(tf.relu(tf.sub<tf.Tensor1D>(1, tf.sum(beyond, 1))));
}
