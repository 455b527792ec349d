import { z } from 'zod';
import { metaSchema, type ResultMeta, type StudyResult } from '../results.js';

/** The fitted density of y at one x, at y from the lowest to the highest. */
export interface ConditionalSlice {
  x: number;
  fitted: number[];
}

export interface ConditionalDensityResult extends StudyResult {
  meta: ResultMeta & { config: { halfWidth: number } };
  /** Mean of ln p(y|x) over rows that were not fitted, of the fitted density and of the true one, nats. */
  fitted: number;
  truth: number;
  /** Some of the rows that were fitted, [x, y]. */
  rows: number[][];
  /** q(y|x) on a grid, see `unpackGrid`. */
  density: string;
  slices: ConditionalSlice[];
}

const numbers = z.array(z.number());

export const conditionalDensitySchema: z.ZodType<ConditionalDensityResult> = z.object({
  meta: metaSchema.extend({ config: z.looseObject({ halfWidth: z.number() }) }),
  ...{ fitted: z.number(), truth: z.number(), rows: z.array(numbers), density: z.string() },
  slices: z.array(z.object({ x: z.number(), fitted: numbers })),
});
