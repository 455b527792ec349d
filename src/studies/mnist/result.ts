import { z } from 'zod';
import { type DlgmConfig, dlgmConfigSchema } from '../../runs/config.js';
import { metaSchema, type ResultMeta, type StudyResult } from '../results.js';
import type { MnistProfile } from './config.js';
import type { PackedScores } from './image-scores.js';

/** One trained and measured model of the study. */
export interface MnistRow {
  family: string;
  K: number;
  seed: number;
  /** Updates made, and behind the weights that are best on validation images, which are measured. */
  updates: number;
  bestUpdate: number;
  /** Mean free energy at β = 1 over test images, nats. */
  bound: number;
  /** −ln p(x) by importance sampling, nats, and one standard error over images. */
  nll: number;
  nllStdErr: number;
  /** −ln p(x) on few images: with many samples, and with as many as `nll` on the same images; null if not measured. */
  nll5000: number | null;
  nllFew: number | null;
  /** Mean effective number of importance samples. */
  ess: number;
  /** bound − nll */
  kl: number;
  /** Of training: by the clock, and of processors, which says more where several runs share a machine. */
  seconds: number;
  processorSeconds: number;
  updatesPerSecond: number;
  config: DlgmConfig;
}

export interface MnistCurve {
  family: string;
  K: number;
  seed: number;
  points: { step: number; trainBound: number; validBound: number | null }[];
}

/** The groups of rows of a result, in the order of its curves and scores. */
export const resultGroups = ['rows', 'variants', 'weighted', 'paper'] as const;
export type ResultGroup = (typeof resultGroups)[number];

export interface MnistResult extends StudyResult {
  meta: ResultMeta & { config: MnistProfile };
  /** By family, K and seed. */
  rows: MnistRow[];
  /** Models of the same family, K and seed as others that differ in how they were trained. */
  variants: MnistRow[];
  /** Models trained for longer, at the end by an importance-weighted bound. */
  weighted: MnistRow[];
  /** Models trained by the protocol of the 2015 paper. */
  paper: MnistRow[];
  /** Of all rows, group by group. */
  curves: MnistCurve[];
  /** Of each test image, in the same order. */
  scores: PackedScores[];
}

const measureSchema = z.object({ samples: z.number(), images: z.number() });
const configsSchema = z.array(dlgmConfigSchema);
/** The schema of a row. */
export const mnistRowSchema: z.ZodType<MnistRow> = z.object({
  ...{ family: z.string(), K: z.number(), seed: z.number(), updates: z.number(), bestUpdate: z.number() },
  ...{ bound: z.number(), nll: z.number(), nllStdErr: z.number(), kl: z.number(), ess: z.number() },
  ...{ nll5000: z.number().nullable(), nllFew: z.number().nullable() },
  ...{ seconds: z.number(), processorSeconds: z.number(), updatesPerSecond: z.number() },
  config: dlgmConfigSchema,
});

const rowsSchema = z.array(mnistRowSchema);

/** The schema of a curve. */
export const mnistCurveSchema: z.ZodType<MnistCurve> = z.object({
  ...{ family: z.string(), K: z.number(), seed: z.number() },
  points: z.array(z.object({ step: z.number(), trainBound: z.number(), validBound: z.number().nullable() })),
});

/** The schema of scores. */
export const packedScoresSchema: z.ZodType<PackedScores> = z.object({ bound: z.string(), nll: z.string() });

export const mnistSchema: z.ZodType<MnistResult> = z.object({
  meta: metaSchema.extend({
    config: z.object({
      ...{ configs: configsSchema, variants: configsSchema, weighted: configsSchema, paper: configsSchema },
      measure: measureSchema.extend({ many: measureSchema.exactOptional() }),
    }),
  }),
  ...{ rows: rowsSchema, variants: rowsSchema, weighted: rowsSchema, paper: rowsSchema },
  curves: z.array(mnistCurveSchema),
  scores: z.array(packedScoresSchema),
});
