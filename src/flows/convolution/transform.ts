import * as tf from '@tensorflow/tfjs';
import { matMul } from '../../engine/matmul.js';
import { unknownName } from '../../errors.js';
import { cosineRows, fourierRows, type RowTransform } from './row-transforms.js';

/**
 * How the transform is computed: `matrix`, a product with an N × N matrix, O(N²), on the backend and in compiled steps;
 * `fft`, O(N log N), in JavaScript, eagerly only; `auto`, the matrix up to N = 128.
 */
export type TransformMethod = 'auto' | 'fft' | 'matrix';

const methods: readonly TransformMethod[] = ['auto', 'fft', 'matrix'];

/** The largest N that `auto` takes as a matrix: 64 KiB, and no slower than the copies that `fft` makes. */
const largestMatrix = 128;

/** An orthonormal map of rows [B, N] and its inverse. */
export interface OrthonormalTransform {
  forward(x: tf.Tensor2D): tf.Tensor2D;
  inverse(x: tf.Tensor2D): tf.Tensor2D;
}

/** The real Fourier basis of `fourierRows`. */
export const realFourier = (n: number, method: TransformMethod = 'auto'): OrthonormalTransform =>
  orthonormal(n, fourierRows(n), method);

/** The orthonormal DCT-II. */
export const cosine = (n: number, method: TransformMethod = 'auto'): OrthonormalTransform =>
  orthonormal(n, cosineRows(n), method);

function orthonormal(n: number, rows: RowTransform, method: TransformMethod): OrthonormalTransform {
  if (!methods.includes(method)) throw new RangeError(unknownName('method', method, methods));
  return method === 'matrix' || (method === 'auto' && n <= largestMatrix) ? byMatrix(n, rows) : byRows(rows);
}

function byMatrix(n: number, rows: RowTransform): OrthonormalTransform {
  const basis = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    const unit = Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0));
    rows.forward(unit, basis.subarray(i * n, (i + 1) * n));
  }
  const matrix = () => tf.tensor2d(basis, [n, n]);
  return {
    forward: (x) => matMul(x, matrix()),
    inverse: (x) => matMul(x, tf.transpose(matrix())),
  };
}

/** The map is orthonormal, so the gradient of either direction is the other direction. */
function byRows({ forward, inverse }: RowTransform): OrthonormalTransform {
  const direction = (map: RowTransform['forward'], back: RowTransform['forward']) => {
    const differentiable = tf.customGrad((x) => {
      const value = eachRow(x as tf.Tensor2D, map);
      return { value, gradFunc: (dy: tf.Tensor) => eachRow(dy as tf.Tensor2D, back) };
    });
    return (x: tf.Tensor2D) => differentiable(x) as tf.Tensor2D;
  };
  return { forward: direction(forward, inverse), inverse: direction(inverse, forward) };
}

function eachRow(x: tf.Tensor2D, map: RowTransform['forward']): tf.Tensor2D {
  const [batch, n] = x.shape;
  const values = x.dataSync();
  const out = new Float32Array(batch * n);
  for (let at = 0; at < batch * n; at += n) map(values.subarray(at, at + n), out.subarray(at, at + n));
  return tf.tensor2d(out, [batch, n]);
}
