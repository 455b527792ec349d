import * as tf from '@tensorflow/tfjs';
import type { Noise } from '../random/index.js';
import type { Density } from './density.js';

/**
 * Draws of a density as plain numbers, one row of D per draw: those of its `sample`, without a tensor to dispose.
 * For pictures and statistics of what fits into an array.
 */
export function samplePoints(density: Density, count: number, noise: Noise): number[][] {
  return tf.tidy(() => density.sample(count, noise).arraySync());
}
