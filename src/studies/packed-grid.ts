import type * as tf from '@tensorflow/tfjs';
import { densityOnGrid } from '../densities/index.js';
import type { GridValues } from '../plots/density.js';

/** One unit of a packed value. */
const unit = 1e-4;

/** Values on a square grid as text that is short in a file: whole numbers of 1e-4 row by row, runs of n zeros as `-n`. */
export function packGrid(values: readonly ArrayLike<number>[]): string {
  const out: number[] = [];
  for (const value of values.flatMap((row) => Array.from(row))) {
    const units = Math.round(value / unit);
    if (units !== 0) out.push(units);
    else if ((out.at(-1) ?? 0) < 0) out[out.length - 1]! -= 1;
    else out.push(-1);
  }
  return out.join(' ');
}

/** What `packGrid` wrote, at the centres of the cells of (−halfWidth, halfWidth)². */
export function unpackGrid(text: string, halfWidth: number): GridValues {
  const flat = text.split(' ').flatMap((word) => {
    const value = Number(word);
    return value < 0 ? new Array<number>(-value).fill(0) : [Number((value * unit).toFixed(4))];
  });
  const n = Math.round(Math.sqrt(flat.length));
  const lines = Array.from({ length: n }, (_, i) => halfWidth * ((2 * i + 1) / n - 1));
  return { x: lines, y: lines, values: lines.map((_, j) => flat.slice(j * n, (j + 1) * n)) };
}

/** Points along each side of a stored picture of a density. */
const points = 61;

/**
 * A density over (−halfWidth, halfWidth)² as a result file keeps it: read it with `unpackGrid`.
 * @param density its `logProb` is evaluated
 */
export const packDensity = (density: { logProb(x: tf.Tensor2D): tf.Tensor1D }, halfWidth: number): string =>
  packGrid(densityOnGrid((x) => density.logProb(x), { halfWidth, points }).values);
