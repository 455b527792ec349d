import { z } from 'zod';
import { metaSchema, type StudyResult } from '../results.js';
import { type Target2dConfig, target2dConfigSchema } from './config.js';

/** One trained and measured flow. */
export interface Target2dRow {
  target: string;
  family: string;
  K: number;
  seed: number;
  /** KL(q‖p) = F + ln Z, nats, with one standard error; null if training broke down. */
  kl: number | null;
  klStdErr: number | null;
  /** The same by quadrature where the inverse has a closed form, and the mass of q on the grid. */
  gridKl: number | null;
  gridMass: number | null;
  /** Share of q at z₁ > 0: near 0 or 1 on U1, the run has found one mode only. */
  rightShare: number | null;
  steps: number;
  seconds: number;
  /** Weights that were trained: those of the flow, and mean and scale of the base. */
  params: number;
  config: Target2dConfig;
}

/** The bound while training, as KL: F at β = 1 over the updates since the point before, plus ln Z. */
export interface Target2dCurve {
  steps: number[];
  kl: number[];
}

/** A target with its domain: ln Z of exp(−U(z) − κ Σ relu(|z_j| − c)²), and the density for pictures. */
export interface Target2dTruth {
  target: string;
  halfWidth: number;
  penalty: number;
  logZ: number;
  density: string;
}

/** The best seed of a cell, as a picture and as a curve. */
export interface Target2dBest extends Target2dCurve {
  target: string;
  family: string;
  K: number;
  params: number;
  seed: number;
  density: string | null;
}

export interface Target2dResult extends StudyResult {
  targets: Target2dTruth[];
  rows: Target2dRow[];
  best: Target2dBest[];
  /** One flow on U1 with several starts, annealings and lengths; see `collapseConfigs`. */
  collapse: Target2dRow[];
}

const measured = z.number().nullable();
/** The schema of a row. */
export const target2dRowSchema: z.ZodType<Target2dRow> = z.object({
  ...{ target: z.string(), family: z.string(), K: z.number(), seed: z.number() },
  ...{ kl: measured, klStdErr: measured, gridKl: measured, gridMass: measured, rightShare: measured },
  ...{ steps: z.number(), seconds: z.number(), params: z.number(), config: target2dConfigSchema },
});

export const target2dSchema: z.ZodType<Target2dResult> = z.object({
  meta: metaSchema,
  targets: z.array(
    z.object({
      ...{ target: z.string(), halfWidth: z.number(), penalty: z.number(), logZ: z.number(), density: z.string() },
    }),
  ),
  rows: z.array(target2dRowSchema),
  best: z.array(
    z.object({
      ...{ target: z.string(), family: z.string(), K: z.number(), params: z.number(), seed: z.number() },
      ...{ density: z.string().nullable(), steps: z.array(z.number()), kl: z.array(z.number()) },
    }),
  ),
  collapse: z.array(target2dRowSchema),
});
