import * as tf from '@tensorflow/tfjs';
import { matMul } from '../../tensors/matmul.js';

/** Sums of the columns up to each, Σ_{j ≤ k} x_j, [B, D]: a product with a triangle of ones, fast on every engine. */
export const runningSums = (x: tf.Tensor2D): tf.Tensor2D => summedColumns(x, x.shape[1], (j, k) => j <= k);

/** Sums of the columns before each, Σ_{j < k} x_j, [B, D]. */
export const sumsBefore = (x: tf.Tensor2D): tf.Tensor2D => summedColumns(x, x.shape[1], (j, k) => j < k);

/** Each of `count` columns is the sum of those columns of x that belong to it, [B, count]. */
export function summedColumns(x: tf.Tensor2D, count: number, belongs: (j: number, k: number) => boolean): tf.Tensor2D {
  const D = x.shape[1];
  const ones = Float32Array.from({ length: D * count }, (_, i) => (belongs(Math.floor(i / count), i % count) ? 1 : 0));
  return matMul(x, tf.tensor2d(ones, [D, count]));
}
