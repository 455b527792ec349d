import * as tf from '@tensorflow/tfjs';
import { detached, lengthOf, rowOf, type Values } from '../tensors/values.js';
import { defineDensity, normalTensor, type Reparametrised } from './density.js';
import { logNormal } from './gaussian.js';

/**
 * Diagonal Gaussian N(mean, diag std²).
 * @param mean   D numbers, or a tensor [D] or [B | 1, D]
 * @param logStd ln std, likewise
 */
export function diagonalGaussian(mean: Values, logStd: Values): Reparametrised {
  const dim = lengthOf(mean);
  const fromNormal = (epsilon: tf.Tensor2D) =>
    tf.tidy(() => tf.add<tf.Tensor2D>(rowOf(mean), tf.mul(tf.exp(rowOf(logStd)), epsilon)));
  const density = defineDensity({
    name: 'diagonal Gaussian',
    dim,
    logProb: (x) => logNormal(x, rowOf(mean), rowOf(logStd)),
    sample: (count, noise) => fromNormal(normalTensor(noise, count, dim)),
  });
  return { ...density, fromNormal, detached: () => diagonalGaussian(detached(mean), detached(logStd)) };
}

/** The standard normal density N(0, I) on ℝᴰ. */
export function standardNormal(dim: number): Reparametrised {
  return diagonalGaussian(new Float32Array(dim), new Float32Array(dim));
}
