import { z } from 'zod';
import { metaSchema, type ResultMeta, type StudyResult } from '../results.js';
import { type BaseName, type FamilyName, flowLayersConfig } from './config.js';

/** One density. */
export interface FlowLayersRow {
  family: FamilyName;
  base: BaseName;
  K: number;
  /** Largest value on the grid, per unit area. */
  top: number;
  /** Cell area times the sum of the values: how much of the density is in the picture. */
  mass: number;
  /** Lines of the grid from the lowest y to the highest: values in thousandths of `top`, along x. */
  thousandths: string[];
}

export interface FlowLayersResult extends StudyResult {
  meta: ResultMeta & { config: { layers: readonly number[]; halfWidth: number } };
  rows: FlowLayersRow[];
}

export const flowLayersSchema: z.ZodType<FlowLayersResult> = z.object({
  meta: metaSchema.extend({
    config: z.looseObject({ layers: z.array(z.number()), halfWidth: z.number() }),
  }),
  rows: z.array(
    z.object({
      ...{ family: z.enum(flowLayersConfig.families), base: z.enum(flowLayersConfig.bases), K: z.number() },
      ...{ top: z.number(), mass: z.number(), thousandths: z.array(z.string()) },
    }),
  ),
});
