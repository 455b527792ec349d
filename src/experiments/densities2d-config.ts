import { type SampleSetName, sampleSetNames } from '../densities/index.js';
import type { PlaneProfileName } from './targets2d-config.js';

/** Everything that decides one row of the study of 2-D densities. */
export interface Density2dConfig {
  data: SampleSetName;
  /** Points in the training set, in the validation set (which chooses when to stop, and the width of the KDE), in the test set. */
  train: number;
  valid: number;
  test: number;
  family: string;
  /** K */
  layers: number;
  /** Units in the hidden layer of each of the flow's networks. */
  hidden: number;
  /** Splines are the identity beyond it; the data lie within. */
  bound: number;
  seed: number;
  steps: number;
  batch: number;
  /** Of Adam; constant for half of the updates, then falling along a cosine. */
  learningRate: number;
}

const common = { bound: 5, valid: 2000, batch: 256, learningRate: 5e-3 };

/** The configs of a profile. All seeds of a data set share its points. */
export function density2dConfigs(profile: PlaneProfileName): Density2dConfig[] {
  const full = profile === 'full';
  const flow = full
    ? { family: 'spline-coupling', layers: 8, hidden: 24, steps: 8000, train: 10_000, test: 10_000 }
    : { family: 'spline-coupling', layers: 4, hidden: 16, steps: 800, train: 5000, test: 2000 };
  const seeds = full ? [0, 1, 2] : [0];
  return seeds.flatMap((seed) => sampleSetNames.map((data) => ({ ...common, ...flow, data, seed })));
}
