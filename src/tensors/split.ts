import * as tf from '@tensorflow/tfjs';

/**
 * Cuts [rows, ΣN] into columns [rows, N₁], [rows, N₂], …, all at once: the gradient of one split is one concat,
 * while a slice each would pad every gradient to the full width.
 * A single piece is the tensor itself, since tfjs has no gradient for a split into one; an empty piece is [rows, 0].
 */
export const splitColumns = (x: tf.Tensor2D, sizes: readonly number[]): tf.Tensor2D[] => splitAlong(x, sizes, 1);

/** Cuts [rows, K·N] into K pieces [rows, N]. */
export const splitEvenly = (x: tf.Tensor2D, pieces: number): tf.Tensor2D[] =>
  splitColumns(x, new Array<number>(pieces).fill(x.shape[1] / pieces));

/** Cuts [ΣN, columns] into rows [N₁, columns], [N₂, columns], … */
export const splitRows = (x: tf.Tensor2D, sizes: readonly number[]): tf.Tensor2D[] => splitAlong(x, sizes, 0);

function splitAlong(x: tf.Tensor2D, sizes: readonly number[], axis: 0 | 1): tf.Tensor2D[] {
  const present = sizes.filter((size) => size > 0);
  const pieces = present.length === 1 ? [x] : present.length === 0 ? [] : (tf.split(x, present, axis) as tf.Tensor2D[]);
  const empty: [number, number] = axis === 0 ? [0, x.shape[1]] : [x.shape[0], 0];
  let next = 0;
  return sizes.map((size) => (size > 0 ? pieces[next++]! : tf.zeros(empty)));
}
