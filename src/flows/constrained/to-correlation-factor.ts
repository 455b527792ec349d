import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { summedColumns } from './running-sums.js';

/**
 * Onto the entries below the diagonal, line by line, of the Cholesky factor L of a K×K correlation matrix L·Lᵀ, without
 * parameters: with t = tanh z and what is left of a line rᵢⱼ = Π_{k<j} (1 − tᵢₖ²), Lᵢⱼ = tᵢⱼ√rᵢⱼ; the diagonal is what
 * is left at the end, Lᵢᵢ = √rᵢᵢ. logDet = Σ ln(1 − tᵢⱼ²) + ½ ln rᵢⱼ.
 * Source: Stan reference manual, "Cholesky factors of correlation matrices".
 * @param dim D = K(K − 1)/2
 * @throws RangeError for a dim that is not K(K − 1)/2 of a whole number K
 */
export function toCorrelationFactor(dim: number): InvertibleFlow<'exact'> {
  checkCount('dim', dim, name);
  const size = sizeOfFactor(dim);
  if (size === undefined) throw new RangeError(expected('dim', 'be 1, 3, 6, 10 or another K(K − 1)/2', dim, name));
  return defineFlow({
    name,
    dim,
    paramCount: 0,
    inverseKind: 'exact',
    forward(z) {
      const logRest = logOneMinusTanhSquared(z);
      const halfLogLeft: tf.Tensor2D = tf.mul(0.5, leftInLine(logRest));
      const logDet = tf.sum<tf.Tensor1D>(tf.add(logRest, halfLogLeft), 1);
      return { z: tf.mul(tf.tanh(z), tf.exp(halfLogLeft)), logDet };
    },
    inverse(x) {
      const left: tf.Tensor2D = tf.sub(1, leftInLine(tf.square(x)));
      const t: tf.Tensor2D = tf.div(x, tf.sqrt(left));
      const [above, below] = [tf.log1p(t), tf.log1p(tf.neg(t))];
      const logRest = tf.add<tf.Tensor2D>(above, below);
      const logDet = tf.neg(tf.sum<tf.Tensor1D>(tf.add(logRest, tf.mul(0.5, tf.log(left))), 1));
      return { z: tf.mul(0.5, tf.sub(above, below)), logDet };
    },
  });
}

const name = 'toCorrelationFactor';

/** K with K(K − 1)/2 = D, if there is one. */
export function sizeOfFactor(dim: number): number | undefined {
  const size = (1 + Math.sqrt(1 + 8 * dim)) / 2;
  return Number.isInteger(size) ? size : undefined;
}

/** Line i and column j of each entry below the diagonal. */
const placesOf = (dim: number): [i: number, j: number][] => {
  const places: [number, number][] = [];
  for (let i = 1; places.length < dim; i++) for (let j = 0; j < i; j++) places.push([i, j]);
  return places;
};

/** Of each entry the sum of those before it in its line, [B, D]. */
function leftInLine(x: tf.Tensor2D): tf.Tensor2D {
  const places = placesOf(x.shape[1]);
  return summedColumns(x, places.length, (from, to) => places[from]![0] === places[to]![0] && from < to);
}

/** ln(1 − tanh² z) = 2 ln 2 − 2(z + ln(1 + e^{−2z})), even in z. */
const logOneMinusTanhSquared = (z: tf.Tensor2D): tf.Tensor2D => {
  const size = tf.abs(z);
  return tf.mul(2, tf.sub(tf.sub(Math.LN2, size), tf.softplus(tf.mul(-2, size))));
};

/** The whole factor, [B, K, K], from z and the entries below its diagonal. */
export function wholeFactor(z: tf.Tensor2D, entries: tf.Tensor2D): tf.Tensor3D {
  const size = sizeOfFactor(z.shape[1])!;
  const places = placesOf(z.shape[1]);
  const halfLog: tf.Tensor2D = tf.mul(
    0.5,
    summedColumns(logOneMinusTanhSquared(z), size, (from, i) => places[from]![0] === i),
  );
  const spread = (x: tf.Tensor2D, to: (k: number) => number) => summedColumns(x, size * size, (k, at) => to(k) === at);
  const below = spread(entries, (k) => places[k]![0] * size + places[k]![1]);
  const diagonal = spread(tf.exp(halfLog), (i) => i * size + i);
  return tf.reshape(tf.add(below, diagonal), [-1, size, size]);
}
