import * as tf from '@tensorflow/tfjs';
import { matMul } from '../../tensors/matmul.js';
import { splitColumns, splitEvenly } from '../../tensors/split.js';

export type Side = 'lower' | 'upper';

/** How many entries a triangle without its diagonal has. */
export const triangleSize = (n: number): number => (n * (n - 1)) / 2;

/** A triangular matrix [rows, N, N] per parameter set, as the entries that are not 0. */
export interface Triangle {
  side: Side;
  /** N pieces: the entries of each line beside its diagonal, [rows, i] (lower) or [rows, N − 1 − i] (upper). */
  lines: tf.Tensor2D[];
  /** [rows, N], or nothing for a diagonal of ones. */
  diagonal?: tf.Tensor2D | undefined;
}

/** Cuts packed entries [rows, N(N − 1)/2], line after line, into a triangle. */
export function triangle(side: Side, packed: tf.Tensor2D, n: number, diagonal?: tf.Tensor2D): Triangle {
  const sizes = Array.from({ length: n }, (_, i) => (side === 'lower' ? i : n - 1 - i));
  return { side, lines: splitColumns(packed, sizes), diagonal };
}

/** The full matrix [rows, N, N]: one concat of entries and zeros, since tfjs has no scatter with a gradient. */
export function fullMatrix({ side, lines, diagonal }: Triangle): tf.Tensor3D {
  const n = lines.length;
  const rows = lines[0]!.shape[0];
  const corners = diagonal ? splitEvenly(diagonal, n) : new Array<tf.Tensor2D>(n).fill(tf.ones([rows, 1]));
  const pieces = lines.flatMap((line, i) => {
    const zeros: tf.Tensor2D = tf.zeros([rows, n - 1 - line.shape[1]]);
    return side === 'lower' ? [line, corners[i]!, zeros] : [zeros, corners[i]!, line];
  });
  const present = pieces.filter((piece) => piece.shape[1] > 0);
  return tf.reshape(present.length === 1 ? present[0]! : tf.concat(present, 1), [rows, n, n]);
}

/** M z per row: [B | 1, M, N] times [B, N] is [B, M]. */
export function multiply(matrix: tf.Tensor3D, z: tf.Tensor2D): tf.Tensor2D {
  const [rows, m, n] = matrix.shape;
  if (rows === 1) return matMul(z, tf.transpose(tf.reshape(matrix, [m, n])));
  return tf.sum(tf.mul(matrix, tf.expandDims(z, 1)), 2);
}

/** x with T x = y, by substitution: N steps of one product each. */
export function solve({ side, lines, diagonal }: Triangle, y: tf.Tensor2D): tf.Tensor2D {
  const n = lines.length;
  const right = splitEvenly(y, n);
  const corners = diagonal && splitEvenly(diagonal, n);
  const solved: tf.Tensor2D[] = [];
  for (let step = 0; step < n; step++) {
    const i = side === 'lower' ? step : n - 1 - step;
    const known = side === 'lower' ? solved : [...solved].reverse();
    const rest: tf.Tensor2D = tf.sub(right[i]!, weighted(lines[i]!, known));
    solved.push(corners ? tf.div(rest, corners[i]!) : rest);
  }
  return joinColumns(side === 'lower' ? solved : solved.reverse());
}

/** Σ_j line_j x_j, [B, 1]; 0 for an empty line. */
export function weighted(line: tf.Tensor2D, columns: readonly tf.Tensor2D[]): tf.Tensor {
  return columns.length === 0 ? tf.scalar(0) : tf.sum(tf.mul(line, joinColumns(columns)), 1, true);
}

/** Columns [B, 1] side by side. */
export const joinColumns = (columns: readonly tf.Tensor2D[]): tf.Tensor2D =>
  columns.length === 1 ? columns[0]! : tf.concat([...columns], 1);
