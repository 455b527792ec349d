import { z } from 'zod';
import { type SampleSetName, sampleSetNames } from '../../densities/index.js';
import type { Profile } from '../results.js';

/**
 * How a density is fitted: spline couplings by maximum likelihood, to compare with, and continuous flows by maximum
 * likelihood, by flow matching, and by flow matching of pairs that transport chooses within a batch.
 */
export const continuousMethods = ['spline-coupling', 'likelihood', 'flow-matching', 'transport'] as const;
export type ContinuousMethod = (typeof continuousMethods)[number];

/** Everything that decides one row. */
export interface ContinuousConfig {
  data: SampleSetName;
  method: ContinuousMethod;
  seed: number;
  /** Points are divided by it, so that they have about the scale of N(0, I). */
  scale: number;
  /** Held-out points. */
  test: number;
  /** Updates, as many as take about the same seconds of one core, each on points of its own. */
  steps: number;
  batch: number;
  /** Of Adam; constant for half of the updates, then falling along a cosine. */
  learningRate: number;
  /** Share of the old in the moving average of the weights, which is what is measured. */
  averaging: number;
  /** Hidden widths of each network. */
  hidden: readonly number[];
  /** Couplings, or steps of the solver while it is trained; flow matching has none. */
  layers: number;
  /** Of the adaptive solver, by which continuous flows are measured. */
  tolerance: number;
}

export const continuousConfigSchema: z.ZodType<ContinuousConfig> = z.object({
  ...{ data: z.enum(sampleSetNames), method: z.enum(continuousMethods), seed: z.number(), scale: z.number() },
  ...{ test: z.number(), steps: z.number(), batch: z.number(), learningRate: z.number(), averaging: z.number() },
  ...{ hidden: z.array(z.number()), layers: z.number(), tolerance: z.number() },
});

type Own = Pick<ContinuousConfig, 'steps' | 'batch' | 'learningRate' | 'hidden' | 'layers'>;

const methods: Readonly<Record<ContinuousMethod, Own>> = {
  'spline-coupling': { steps: 700, batch: 256, learningRate: 5e-3, hidden: [32], layers: 8 },
  likelihood: { steps: 400, batch: 256, learningRate: 1e-2, hidden: [32, 32], layers: 8 },
  'flow-matching': { steps: 9000, batch: 256, learningRate: 1e-2, hidden: [64, 64], layers: 8 },
  transport: { steps: 1100, batch: 128, learningRate: 1e-2, hidden: [64, 64], layers: 8 },
};

/** The configs of a profile, seed after seed; the quick one makes a fifth of the updates. */
export function continuousConfigs(profile: Profile): ContinuousConfig[] {
  const full = profile === 'full';
  const common = { scale: 2, averaging: full ? 0.998 : 0.99, tolerance: 1e-5, test: full ? 4000 : 500 };
  const seeds = full ? [0, 1, 2, 3, 4] : [0];
  return seeds.flatMap((seed) =>
    sampleSetNames.flatMap((data) =>
      continuousMethods.map((method) => {
        const { steps, ...own } = methods[method];
        return { ...common, ...own, data, method, seed, steps: full ? steps : steps / 5 };
      }),
    ),
  );
}
