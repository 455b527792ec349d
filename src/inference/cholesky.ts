import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { splitColumns } from '../tensors/split.js';

/** Least square of a diagonal entry, as a share of the matrix's own: below it is rounding. */
const least = 1e-7;

/**
 * Cholesky factors L, lower triangular with A = L·Lᵀ, of a batch of small matrices, column after column. Unrolled, n²/2
 * products of vectors: gradients go through it, and every engine compiles it. Where rounding in float32 makes a square on
 * the diagonal smaller than 1e-7 of what it came from, it is held there; what is nearly singular needs something on its diagonal.
 * Source: Golub & Van Loan 2013, algorithm 4.2.1 (gaxpy form).
 * @param matrices [B, n, n], symmetric; what is above the diagonal is not looked at
 * @returns        [B, n, n], zeros above the diagonal
 * @throws RangeError for matrices that are not square
 */
export function cholesky(matrices: tf.Tensor3D): tf.Tensor3D {
  const [batch, n, columns] = matrices.shape;
  if (n !== columns) throw new RangeError(expected('`matrices`', 'have shape [B, n, n]', matrices.shape, 'cholesky'));
  const ones = new Array<number>(n).fill(1);
  const given = splitColumns(matrices.reshape([batch, n * n]), new Array<number>(n).fill(n));
  /** Columns of L so far, each with its n entries, [B, 1] each. */
  const found: { column: tf.Tensor2D; entries: tf.Tensor2D[] }[] = [];
  for (let j = 0; j < n; j++) {
    let rest = given[j]!;
    const own = splitColumns(rest, ones)[j]!;
    for (const { column, entries } of found) rest = tf.sub(rest, tf.mul(column, entries[j]!));
    const square = tf.maximum(splitColumns(rest, ones)[j]!, tf.mul(least, own));
    const column: tf.Tensor2D = tf.mul(belowFrom(j, n), tf.div(rest, tf.sqrt(square)));
    found.push({ column, entries: splitColumns(column, ones) });
  }
  const lines: tf.Tensor3D = tf
    .concat(
      found.map(({ column }) => column),
      1,
    )
    .reshape([batch, n, n]);
  return tf.transpose(lines, [0, 2, 1]);
}

/** 1 from the j-th entry on, 0 before it, [1, n]. */
const belowFrom = (j: number, n: number): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: n }, (_, i) => (i >= j ? 1 : 0)),
    [1, n],
  );
