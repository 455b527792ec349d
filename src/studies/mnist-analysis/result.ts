import { z } from 'zod';
import type { MnistRow } from '../mnist/result.js';
import { metaSchema, type ResultMeta, type StudyResult } from '../results.js';
import type { Cell, Comparison } from './comparisons.js';
import type { AnalysisConfig } from './config.js';
import type { AnalysisControls, IdentityRow } from './controls.js';
import type { Race } from './race.js';
import type { RunAnalysis } from './run-analysis.js';

/** One model looked into; `of` is the hash of its row in the study. */
export type AnalysedRun = Pick<MnistRow, 'family' | 'K' | 'seed' | 'updates'> & { of: string } & RunAnalysis;

export interface MnistAnalysis extends StudyResult {
  /** `study` is the hash of the rows that were looked at. */
  meta: ResultMeta & { config: AnalysisConfig & { study: string } };
  /** Of the runs of the study and of the same with fewer updates. */
  cells: Cell[];
  comparisons: Comparison[];
  /** Of the runs of most updates. */
  race: Race;
  /** One run of each family and K, the first seed. */
  runs: AnalysedRun[];
  controls: AnalysisControls;
  identities: IdentityRow[];
}

const numbers = z.array(z.number());
const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });
const estimate = z.object({ mean: z.number(), stdErr: z.number(), count: z.number() });
const flow = { family: z.string(), K: z.number() };
const budgets = z.array(z.number().nullable());
const noise = z.object({
  part: z.enum(['encoder', 'flow', 'decoder']),
  ...{ weights: z.number(), mean: z.number(), noise: z.number() },
});
const quality = z.object({
  ...{ images: z.number(), confidence: estimate, sure: z.number(), classShares: numbers },
  ...{ effectiveClasses: z.number(), nearest: estimate },
});
const aggregate = z.object({ energy: estimate, gaussianKl: z.number(), images: z.number() });

const cell = z.object({
  ...{ ...flow, seeds: numbers, updates: numbers, steps: z.number(), images: z.number() },
  ...{ bound: interval, nll: interval, kl: interval, nllSeeds: numbers },
});

const comparison = z.object({
  ...{ better: z.object(flow), than: z.object(flow), steps: z.number(), images: z.number() },
  ...{ gain: interval, gainSeeds: numbers },
});

const race = z.object({
  ...{ updates: numbers, seconds: numbers },
  rows: z.array(
    z.object({
      ...{ ...flow, seed: z.number(), updatesPerSecond: z.number() },
      ...{ afterUpdates: budgets, afterSeconds: budgets },
    }),
  ),
});

/** The schema of a model looked into. */
export const analysedRunSchema: z.ZodType<AnalysedRun> = z.object({
  ...{ ...flow, seed: z.number(), updates: z.number(), of: z.string(), step: z.number() },
  curve: z.array(z.object({ samples: z.number(), nll: z.number(), stdErr: z.number() })),
  shape: z.object({
    ...{ images: z.number(), draws: z.number(), logDet: estimate, anisotropyBefore: estimate },
    ...{ anisotropyAfter: estimate, correlation: estimate, nonGaussian: estimate },
  }),
  active: z.object({
    ...{ before: z.number(), after: z.number(), directions: z.number(), images: z.number(), threshold: z.number() },
  }),
  layers: z.array(z.object({ layer: z.number(), mean: z.number(), std: z.number() })).nullable(),
  gradient: z.object({ sameImages: z.array(noise), freshImages: z.array(noise) }),
  ...{ aggregate, samples: quality, pictures: z.object({ samples: z.string(), nearest: z.string() }) },
});

const config = z.object({
  ...{
    curve: z.object({ images: z.number(), sizes: numbers }),
    shape: z.object({ images: z.number(), draws: z.number() }),
  },
  ...{ active: z.object({ images: z.number(), draws: z.number() }), gradient: z.object({ repeats: z.number() }) },
  ...{ aggregate: z.object({ images: z.number(), block: z.number() }), samples: z.number(), pictures: z.number() },
  ...{ classifierSteps: z.number(), study: z.string() },
});

/** The schema of the controls. */
export const controlsSchema: z.ZodType<AnalysisControls> = z.object({
  classifier: z.object({ steps: z.number(), accuracy: z.number() }),
  ...{ testImages: quality, prior: aggregate },
});

/** The schema of the identities. */
export const identitiesSchema: z.ZodType<IdentityRow[]> = z.array(
  z.object({
    ...{ statement: z.string(), one: z.number(), other: z.number(), difference: z.number(), images: z.number() },
  }),
);

export const mnistAnalysisSchema: z.ZodType<MnistAnalysis> = z.object({
  ...{ meta: metaSchema.extend({ config }), cells: z.array(cell), comparisons: z.array(comparison), race },
  runs: z.array(analysedRunSchema),
  controls: controlsSchema,
  identities: identitiesSchema,
});
