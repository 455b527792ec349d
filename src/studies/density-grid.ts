import type * as tf from '@tensorflow/tfjs';
import { densityOnGrid } from '../densities/index.js';
import { packGrid } from './packed-grid.js';

/** Points along each side of a stored picture of a density. */
const points = 61;

/**
 * A density over (−halfWidth, halfWidth)² as a result file keeps it: read it with `unpackGrid`.
 * @param density its `logProb` is evaluated
 */
export const packDensity = (density: { logProb(x: tf.Tensor2D): tf.Tensor1D }, halfWidth: number): string =>
  packGrid(densityOnGrid((x) => density.logProb(x), { halfWidth, points }).values);
