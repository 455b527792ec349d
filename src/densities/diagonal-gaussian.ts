import * as tf from '@tensorflow/tfjs';
import { checkCount } from '../errors.js';
import { detached, rowOf, type Values } from '../tensors/values.js';
import { checkPoints, defineDensity, normalTensor, type Reparametrised } from './density.js';
import { logNormal } from './gaussian.js';
import { sizesOf } from './parameters.js';

/** A diagonal Gaussian with what it was made of. */
export interface DiagonalGaussian extends Reparametrised {
  readonly mean: Values;
  readonly logStd: Values;
}

/**
 * Diagonal Gaussian N(mean, diag std²).
 * @param mean   D numbers, or a tensor [D] or [B | 1, D]
 * @param logStd ln std, likewise
 * @throws RangeError for parameters of different sizes
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { diagonalGaussian } from 'vinf';
 *
 * const p = diagonalGaussian([1, -1], [0, Math.log(2)]); // standard deviations 1 and 2
 * console.log(p.logProb(tf.tensor2d([[1, -1]])).dataSync()[0].toFixed(3)); // -2.531
 * ```
 */
export function diagonalGaussian(mean: Values, logStd: Values): DiagonalGaussian {
  const name = 'diagonal Gaussian';
  const sizes = sizesOf({ mean, logStd }, name);
  const fromNormal = (epsilon: tf.Tensor2D) => {
    checkPoints(epsilon, sizes, name, '`epsilon`');
    return tf.tidy(() => tf.add<tf.Tensor2D>(rowOf(mean), tf.mul(tf.exp(rowOf(logStd)), epsilon)));
  };
  const density = defineDensity({
    name,
    ...sizes,
    logProb: (x) => logNormal(x, rowOf(mean), rowOf(logStd)),
    sample: (count, noise) => fromNormal(normalTensor(noise, count, sizes.dim)),
  });
  const alike = () => diagonalGaussian(detached(mean), detached(logStd));
  return { ...density, mean, logStd, fromNormal, detached: alike };
}

/**
 * The standard normal density N(0, I) on ℝᴰ.
 * @example
 * ```ts
 * import { noise, samplePoints, standardNormal } from 'vinf';
 *
 * const points = samplePoints(standardNormal(3), 2, noise(0, 'draws'));
 * console.log(points.length, points[0].length); // 2 3
 * ```
 */
export function standardNormal(dim: number): DiagonalGaussian {
  checkCount('dim', dim, 'standard normal');
  return diagonalGaussian(new Float32Array(dim), new Float32Array(dim));
}
