import * as tf from '@tensorflow/tfjs';
import { unknownName } from '../errors.js';
import { customGrad } from './custom-grad.js';
import { cosineMaps, type DftMaps, fourierMaps } from './dft-maps.js';
import { matMul } from './matmul.js';
import { type DftMap, mapRows, rowDft } from './row-dft.js';

/**
 * How the transform is computed: `matrix`, a product with an N × N matrix, O(N²); `fft`, O(N log N), in JavaScript where
 * it runs eagerly; `auto`, the matrix up to N = 128.
 */
export type TransformMethod = 'auto' | 'fft' | 'matrix';

export const transformMethods: readonly TransformMethod[] = ['auto', 'fft', 'matrix'];

/** The largest N that `auto` takes as a matrix: 64 KiB, and no slower than the copies that `fft` makes. */
const largestMatrix = 128;

/** An orthonormal map of rows [B, N] and its inverse. */
export interface OrthonormalTransform {
  forward(x: tf.Tensor2D): tf.Tensor2D;
  inverse(x: tf.Tensor2D): tf.Tensor2D;
}

/** The real Fourier basis of `fourierMaps`. */
export const realFourier = (n: number, method: TransformMethod = 'auto'): OrthonormalTransform =>
  orthonormal(n, fourierMaps(n), method);

/** The orthonormal DCT-II. */
export const cosine = (n: number, method: TransformMethod = 'auto'): OrthonormalTransform =>
  orthonormal(n, cosineMaps(n), method);

function orthonormal(n: number, maps: DftMaps, method: TransformMethod): OrthonormalTransform {
  if (!transformMethods.includes(method)) throw new RangeError(unknownName('method', method, transformMethods));
  return method === 'matrix' || (method === 'auto' && n <= largestMatrix) ? byMatrix(n, maps) : byDft(maps);
}

function byMatrix(n: number, maps: DftMaps): OrthonormalTransform {
  const units = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const basis = mapRows(units, n, maps.forward);
  const matrix = () => tf.tensor2d(basis, [n, n]);
  return {
    forward: (x) => matMul(x, matrix()),
    inverse: (x) => matMul(x, tf.transpose(matrix())),
  };
}

/** The map is orthonormal, so the gradient of either direction is the other direction. */
function byDft({ forward, inverse }: DftMaps): OrthonormalTransform {
  const direction = (map: DftMap, back: DftMap) =>
    customGrad(
      (x: tf.Tensor2D) => ({ value: rowDft(x, map), saved: [] }),
      (dy) => [rowDft(dy, back)],
    );
  return { forward: direction(forward, inverse), inverse: direction(inverse, forward) };
}
