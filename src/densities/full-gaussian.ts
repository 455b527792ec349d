import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { matMul } from '../tensors/matmul.js';
import { splitEvenly } from '../tensors/split.js';
import { detached, rowOf, type Values } from '../tensors/values.js';
import { checkPoints, defineDensity, normalTensor, type Reparametrised } from './density.js';
import { logStandardNormal } from './gaussian.js';
import { sizesOf } from './parameters.js';

/** A Gaussian with a full covariance, with what it was made of. */
export interface FullGaussian extends Reparametrised {
  readonly mean: Values;
  readonly factor: Values;
}

/**
 * Gaussian with a full covariance, N(mean, L·Lᵀ), by its Cholesky factor L.
 * @param mean   D numbers, or a tensor [D] or [B | 1, D]
 * @param factor D·D numbers or a tensor, row-major: below the diagonal the entries of L, on it ln L_ii, above it anything;
 *               any numbers describe a Gaussian. `choleskyFactor` makes them of a covariance.
 * @throws RangeError if the factor does not have D·D numbers
 */
export function fullGaussian(mean: Values, factor: Values): FullGaussian {
  const name = 'full Gaussian';
  const sizes = sizesOf({ mean }, name);
  const { dim } = sizes;
  const size = factor instanceof tf.Tensor ? factor.size : factor.length;
  if (size !== dim * dim) {
    throw new RangeError(expected('`factor`', `have ${dim * dim} numbers`, size, `full Gaussian, dim ${dim}`));
  }
  const fromNormal = (epsilon: tf.Tensor2D) => {
    checkPoints(epsilon, sizes, name, '`epsilon`');
    return tf.tidy(() => tf.add<tf.Tensor2D>(rowOf(mean), matMul(epsilon, transposedFactor(factor, dim))));
  };
  const density = defineDensity({
    name,
    ...sizes,
    logProb: (x) => logNormalFactor(tf.sub(x, rowOf(mean)), factor, dim),
    sample: (count, noise) => fromNormal(normalTensor(noise, count, dim)),
  });
  const alike = () => fullGaussian(detached(mean), detached(factor));
  return { ...density, mean, factor, fromNormal, detached: alike };
}

/** Lᵀ and its diagonal, [D, D] and [1, D]. */
function transposedFactor(factor: Values, dim: number): tf.Tensor2D {
  const raw = rowOf(factor).reshape([dim, dim]);
  const diagonal = tf.mul(tf.eye(dim), tf.exp(tf.mul(tf.eye(dim), raw)));
  return tf.transpose(tf.add<tf.Tensor2D>(tf.mul(strictlyLower(dim), raw), diagonal));
}

function strictlyLower(dim: number): tf.Tensor2D {
  const below = Float32Array.from({ length: dim * dim }, (_, k) => (Math.floor(k / dim) > k % dim ? 1 : 0));
  return tf.tensor2d(below, [dim, dim]);
}

/** −½‖y‖² − Σ ln L_ii − (D/2) ln 2π with L·y = x − mean, by forward substitution, one coordinate after the other. */
function logNormalFactor(offset: tf.Tensor2D, factor: Values, dim: number): tf.Tensor1D {
  const raw = rowOf(factor).reshape([dim, dim]);
  const logDiagonal = tf.sum<tf.Tensor2D>(tf.mul(tf.eye(dim), raw), 0, true);
  const scaled = tf.exp(tf.neg(logDiagonal));
  const columns = tf.split(tf.transpose(tf.mul(strictlyLower(dim), raw)), dim, 0);
  const units = splitEvenly(tf.eye(dim), dim);
  let rest = offset;
  for (let j = 0; j < dim - 1; j++) {
    const y = matMul(tf.mul(rest, scaled), units[j]!);
    rest = tf.sub(rest, tf.mul(y, columns[j]!));
  }
  return tf.sub(logStandardNormal(tf.mul(rest, scaled)), tf.sum(logDiagonal));
}

/**
 * The factor of a covariance as `fullGaussian` takes it, computed in float64.
 * @param covariance D rows of D numbers, symmetric and positive definite
 * @throws RangeError if it is not
 */
export function choleskyFactor(covariance: readonly (readonly number[])[]): number[] {
  const dim = covariance.length;
  const L = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i]![j]!;
      if (covariance[j]![i] !== sum) throw new RangeError(expected('`covariance`', 'be symmetric', covariance));
      for (let k = 0; k < j; k++) sum -= L[i * dim + k]! * L[j * dim + k]!;
      if (i === j && !(sum > 0)) throw new RangeError(expected('`covariance`', 'be positive definite', covariance));
      L[i * dim + j] = i === j ? Math.sqrt(sum) : sum / L[j * dim + j]!;
    }
  }
  return Array.from(L, (value, k) => (k % (dim + 1) === 0 ? Math.log(value) : value));
}
