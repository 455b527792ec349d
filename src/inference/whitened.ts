import * as tf from '@tensorflow/tfjs';
import { CholeskyDecomposition, type Matrix } from 'ml-matrix';
import type { LogDensity } from '../densities/density.js';
import { matMul } from '../tensors/matmul.js';
import type { Gaussian } from './gaussian-fit.js';

/** A density in the standardised coordinates of a Gaussian, z = m + Ly with L the Cholesky factor. */
export interface Whitened extends LogDensity {
  /** z [B, D] of y [B, D] */
  unwhiten(y: tf.Tensor2D): tf.Tensor2D;
  /** ln|det L|, nats */
  readonly logDet: number;
}

/** ln p̃(m + Ly) + ln|det L|: near N(0, I) where the Gaussian is near the density. */
export function whitened(target: LogDensity, { mean, factor }: Gaussian): Whitened {
  const { dim: D } = target;
  const L = choleskyOf(factor);
  const transposed = Float32Array.from(L.transpose().to1DArray());
  const logDet = L.diagonal().reduce((sum, x) => sum + Math.log(x), 0);
  const unwhiten = (y: tf.Tensor2D) =>
    tf.add<tf.Tensor2D>(tf.tensor2d(Float32Array.from(mean), [1, D]), matMul(y, tf.tensor2d(transposed, [D, D])));
  return {
    name: target.name,
    dim: D,
    unwhiten,
    logDet,
    logDensity: (y) => tf.add<tf.Tensor1D>(target.logDensity(unwhiten(y)), logDet),
  };
}

/** L, lower triangular, with L·Lᵀ = A·Aᵀ; scaled by the standard deviations meanwhile, since they may be far apart. */
function choleskyOf(factor: Matrix): Matrix {
  const stds = factor.to2DArray().map((row) => Math.hypot(...row));
  const scaled = factor.clone().divColumnVector(stds);
  const { lowerTriangularMatrix } = new CholeskyDecomposition(scaled.mmul(scaled.transpose()));
  return lowerTriangularMatrix.mulColumnVector(stds);
}
