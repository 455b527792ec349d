import { z } from 'zod';
import { metaSchema, type StudyResult } from '../results.js';
import { type ContinuousConfig, continuousConfigSchema, continuousMethods } from './config.js';

/** One flow fitted to one sample set. */
export interface ContinuousRow {
  data: string;
  method: string;
  seed: number;
  /** Mean of ln q over held-out points, nats, and one standard error; of continuous flows by the adaptive solver. */
  logLikelihood: number;
  stdErr: number;
  /** The same of the density that the points come from. */
  truth: number;
  /** The same of a continuous flow by the fixed steps that it has in training. */
  fixed: number | null;
  /** Of the velocity, that the adaptive solver made for the held-out points. */
  evaluations: number | null;
  steps: number;
  /** Of training, by the clock and of one core. */
  seconds: number;
  coreSeconds: number;
  params: number;
  config: ContinuousConfig;
}

/** A method over all seeds of a data set. */
export interface ContinuousComparison {
  data: string;
  method: string;
  /** Means over seeds. */
  logLikelihood: number;
  coreSeconds: number;
  /** What spline couplings are ahead of it, the mean over seeds and its standard error, nats. */
  gap: number;
  gapStdErr: number;
}

export interface ContinuousResult extends StudyResult {
  rows: ContinuousRow[];
  comparisons: ContinuousComparison[];
}

export const continuousRowSchema: z.ZodType<ContinuousRow> = z.object({
  ...{ data: z.string(), method: z.enum(continuousMethods), seed: z.number() },
  ...{ logLikelihood: z.number(), stdErr: z.number(), truth: z.number(), fixed: z.number().nullable() },
  ...{ evaluations: z.number().nullable(), steps: z.number(), seconds: z.number(), coreSeconds: z.number() },
  ...{ params: z.number(), config: continuousConfigSchema },
});

export const continuousSchema: z.ZodType<ContinuousResult> = z.object({
  meta: metaSchema,
  rows: z.array(continuousRowSchema),
  comparisons: z.array(
    z.object({
      ...{ data: z.string(), method: z.string(), logLikelihood: z.number(), coreSeconds: z.number() },
      ...{ gap: z.number(), gapStdErr: z.number() },
    }),
  ),
});
