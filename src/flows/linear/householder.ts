import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { splitEvenly } from '../../tensors/split.js';

/** Keeps v/‖v‖ finite at v = 0, where the reflection is left out. */
const tiny = 1e-20;

/** Unit vectors of N reflections, each [rows, D], from unconstrained ones [rows, N·D], all at once. */
export function reflectors(vectors: tf.Tensor2D, count: number): tf.Tensor2D[] {
  const [rows, width] = vectors.shape;
  const v = tf.reshape(vectors, [rows, count, width / count]);
  const unit = tf.div(v, tf.sqrt(tf.add(tf.sum(tf.square(v), 2, true), tiny)));
  return splitEvenly(tf.reshape(unit, [rows, width]), count);
}

/** H₁H₂…H_N z with Hᵢ = I − 2vᵢvᵢᵀ: an orthogonal map; with the vectors in reverse order its inverse. */
export function reflect(z: tf.Tensor2D, units: readonly tf.Tensor2D[]): tf.Tensor2D {
  return units.reduceRight((x, v) => tf.sub(x, tf.mul(v, tf.mul(2, tf.sum(tf.mul(v, x), 1, true)))), z);
}

/** Vectors in equal pairs, whose reflections undo each other: the product is the identity. */
export function pairedVectors(seed: number, name: string, count: number, dim: number): Float32Array {
  const vectors = noise(seed, name).normal(count * dim);
  for (let i = 0; i + 1 < count; i += 2) vectors.copyWithin((i + 1) * dim, i * dim, (i + 1) * dim);
  return vectors;
}
