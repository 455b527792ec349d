import { z } from 'zod';
import { type SampleSetName, sampleSetNames } from '../../densities/index.js';
import type { Profile } from '../results.js';

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
  /** Of each spline. */
  bins: number;
  /** Splines are the identity beyond it; the data lie within. */
  bound: number;
  seed: number;
  steps: number;
  batch: number;
  /** Standard deviation of fresh noise on each training point: below the width of the data's lines, against learning by heart. */
  jitter: number;
  /** Share of the old in the moving average of the weights, which is what is measured. */
  averaging: number;
  /** Of Adam; constant for half of the updates, then falling along a cosine. */
  learningRate: number;
}

export const density2dConfigSchema: z.ZodType<Density2dConfig> = z.object({
  ...{ data: z.enum(sampleSetNames), train: z.number(), valid: z.number(), test: z.number() },
  ...{ family: z.string(), layers: z.number(), hidden: z.number(), bins: z.number(), bound: z.number() },
  ...{ seed: z.number(), steps: z.number(), batch: z.number(), jitter: z.number(), averaging: z.number() },
  learningRate: z.number(),
});

const common = {
  ...{ family: 'spline-coupling', train: 5000, valid: 2000 },
  ...{ bound: 5, batch: 256, learningRate: 5e-3, jitter: 0.03, averaging: 0.998 },
};

/** The configs of a profile. All seeds of a data set share its points. */
export function density2dConfigs(profile: Profile): Density2dConfig[] {
  const full = profile === 'full';
  const flow = full
    ? { layers: 8, hidden: 32, bins: 12, steps: 5000, test: 10_000 }
    : { layers: 4, hidden: 16, bins: 8, steps: 800, test: 2000 };
  const seeds = full ? [0, 1, 2] : [0];
  return seeds.flatMap((seed) => sampleSetNames.map((data) => ({ ...common, ...flow, data, seed })));
}
