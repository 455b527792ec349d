import { z } from 'zod';
import { metaSchema, type StudyResult } from '../results.js';
import { type Density2dConfig, density2dConfigSchema } from './config.js';

/** A mean over test points with a bootstrap interval of 95 %. */
export interface Advantage {
  mean: number;
  low: number;
  high: number;
}

/** A density beside the baselines, at the same test points. */
export interface Density2dComparison {
  /** Mean of ln q over test points, nats, and one standard error. */
  logLikelihood: number;
  stdErr: number;
  /** The same of the density that the points come from: what nothing beats in expectation. */
  truth: number;
  /** The same of the baselines: a Gaussian, and KDEs whose width comes from Scott's rule or from the validation set. */
  gaussian: number;
  scottKde: number;
  kde: number;
  /** Mean of the difference at the same points, flow minus baseline. */
  overGaussian: Advantage;
  overScottKde: Advantage;
  overKde: Advantage;
}

/** One flow trained on one sample set by maximum likelihood, with the baselines on the same points. */
export interface Density2dRow extends Density2dComparison {
  data: string;
  family: string;
  K: number;
  seed: number;
  /** Of the validated KDE. */
  bandwidth: number;
  steps: number;
  seconds: number;
  params: number;
  config: Density2dConfig;
}

/** The best seed of a data set, as a picture and as a curve. */
export interface Density2dBest {
  data: string;
  family: string;
  K: number;
  seed: number;
  halfWidth: number;
  /** Some training points, x and y in turn. */
  points: number[];
  density: string;
  steps: number[];
  nll: number[];
}

/** The mean of the densities that the seeds of a data set have learned: what each gets wrong on its own averages out. */
export interface Density2dMixture extends Density2dComparison {
  data: string;
  /** How many flows it is the mean of. */
  flows: number;
}

export interface Density2dResult extends StudyResult {
  rows: Density2dRow[];
  mixtures: Density2dMixture[];
  best: Density2dBest[];
}

const advantage = z.object({ mean: z.number(), low: z.number(), high: z.number() });
const comparison = {
  ...{ logLikelihood: z.number(), stdErr: z.number(), truth: z.number() },
  ...{ gaussian: z.number(), scottKde: z.number(), kde: z.number() },
  ...{ overGaussian: advantage, overScottKde: advantage, overKde: advantage },
};

/** The schema of a row. */
export const density2dRowSchema: z.ZodType<Density2dRow> = z.object({
  ...{ data: z.string(), family: z.string(), K: z.number(), seed: z.number(), ...comparison },
  ...{ bandwidth: z.number(), steps: z.number(), seconds: z.number(), params: z.number() },
  config: density2dConfigSchema,
});

export const density2dSchema: z.ZodType<Density2dResult> = z.object({
  meta: metaSchema,
  rows: z.array(density2dRowSchema),
  mixtures: z.array(z.object({ data: z.string(), flows: z.number(), ...comparison })),
  best: z.array(
    z.object({
      ...{ data: z.string(), family: z.string(), K: z.number(), seed: z.number(), halfWidth: z.number() },
      ...{ points: z.array(z.number()), density: z.string() },
      ...{ steps: z.array(z.number()), nll: z.array(z.number()) },
    }),
  ),
});
