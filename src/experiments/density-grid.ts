import type * as tf from '@tensorflow/tfjs';
import { densityOnGrid } from '../densities/on-grid.js';
import type { GridValues } from '../plots/index.js';

/** Points along each side of a stored picture of a density, at the centres of as many cells. */
const side = 61;

/** One unit of a stored density, in 1/unit area. */
const unit = 1e-4;

/**
 * A density on a grid over (−halfWidth, halfWidth)² as text that is short in a file: 61 × 61 whole numbers of 1e-4,
 * rows of equal z₂ from the lowest, runs of n zeros as `-n`.
 * @param density its `logProb` is evaluated
 */
export function encodeDensity(density: { logProb(x: tf.Tensor2D): tf.Tensor1D }, halfWidth: number): string {
  const { values } = densityOnGrid((x) => density.logProb(x), { halfWidth, points: side });
  const out: number[] = [];
  for (const value of values.flat()) {
    const units = Math.round(value / unit);
    if (units !== 0) out.push(units);
    else if ((out.at(-1) ?? 0) < 0) out[out.length - 1]! -= 1;
    else out.push(-1);
  }
  return out.join(' ');
}

/** The grid that `encodeDensity` wrote, for `densityHeatmap`. */
export function decodeDensity(text: string, halfWidth: number): GridValues {
  const lines = Array.from({ length: side }, (_, i) => halfWidth * ((2 * i + 1) / side - 1));
  const flat = text.split(' ').flatMap((word) => {
    const value = Number(word);
    return value < 0 ? new Array<number>(-value).fill(0) : [value * unit];
  });
  return { x: lines, y: lines, values: lines.map((_, j) => flat.slice(j * side, (j + 1) * side)) };
}
