import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';

export interface OnGridOptions {
  /** The square is (−halfWidth, halfWidth)². Default 4. */
  halfWidth?: number;
  /** Points along each side, in the middle of cells of equal size. Default 81. */
  points?: number;
}

/** Values at the centres of square cells: `values[j][i]` belongs to (x[i], y[j]), both ascending. */
export interface OnGrid {
  x: number[];
  y: number[];
  values: number[][];
  /** Area of a cell times the sum of the values: near 1 for a normalised density that fits into the square. */
  mass: number;
}

/**
 * A 2-D density on a square grid, as a picture wants it. Flows are evaluated through their inverse.
 * @param logProb [B, 2] → [B], nats, such as the `logProb` of a density or the `logDensity` of a target
 * @example
 * ```ts
 * import { densityOnGrid, standardNormal } from 'vinf';
 *
 * const grid = densityOnGrid(standardNormal(2).logProb, { halfWidth: 4, points: 41 });
 * console.log(grid.values.length, grid.mass.toFixed(2)); // 41 1.00
 * ```
 */
export function densityOnGrid(
  logProb: (x: tf.Tensor2D) => tf.Tensor1D,
  { halfWidth = 4, points: n = 81 }: OnGridOptions = {},
): OnGrid {
  if (!(halfWidth > 0 && halfWidth < Infinity))
    throw new RangeError(expected('halfWidth', 'be finite and above 0', halfWidth, 'densityOnGrid'));
  checkCount('points', n, 'densityOnGrid');
  const cell = (2 * halfWidth) / n;
  const axis = Array.from({ length: n }, (_, i) => (i + 0.5) * cell - halfWidth);
  const places = axis.flatMap((y) => axis.map((x) => [x, y]));
  const flat = tf.tidy(() => tf.exp(logProb(tf.tensor2d(places, [n * n, 2]))).dataSync<'float32'>());
  const values = axis.map((_, j) => Array.from(flat.subarray(j * n, (j + 1) * n)));
  return { x: axis, y: [...axis], values, mass: cell * cell * flat.reduce((sum, value) => sum + value, 0) };
}
