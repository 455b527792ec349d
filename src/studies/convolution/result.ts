import { z } from 'zod';
import { type DlgmConfig, dlgmConfigSchema } from '../../runs/config.js';
import { metaSchema, type ResultMeta, type StudyResult } from '../results.js';
import { type ImageDensityConfig, imageDensityConfigSchema } from './config.js';

/** One density model of grey images: bits per dimension of the test images. */
export interface ImageDensityRow {
  family: string;
  K: number;
  seed: number;
  updates: number;
  /** Mean over test images, bits per dimension, with one standard error and a bootstrap interval of 95 %. */
  bpd: number;
  stdErr: number;
  low: number;
  high: number;
  /** Free numbers beside mean and standard deviation of each pixel, which all models have. */
  params: number;
  /** Of training; 0 where there is a closed form. */
  seconds: number;
  /** Median milliseconds of an update; 0 where there is a closed form. */
  msPerUpdate: number;
  config: ImageDensityConfig | null;
}

/** Validation while training, mean bits per dimension. */
export interface ImageDensityCurve {
  steps: number[];
  bpd: number[];
}

/** One DLGM on binarised digits; all numbers are means over test images, in nats. */
export interface PosteriorRow {
  family: string;
  K: number;
  seed: number;
  updates: number;
  /** Mean free energy at β = 1. */
  bound: number;
  /** −ln p(x) by importance sampling, and one standard error over images. */
  nll: number;
  nllStdErr: number;
  /** bound − nll */
  kl: number;
  ess: number;
  /** Numbers that describe the flow of one image, and weights of the whole model. */
  flowParams: number;
  params: number;
  seconds: number;
  msPerUpdate: number;
  config: DlgmConfig;
}

/** A paired difference of two models over the same test images, first minus second, with a bootstrap interval of 95 %. */
export interface PairedComparison {
  /** `bpd`, bits per dimension, or `nll` and `bound`, nats; less is better in all. */
  quantity: 'bpd' | 'nll' | 'bound';
  first: string;
  second: string;
  mean: number;
  low: number;
  high: number;
  images: number;
}

export interface ConvolutionResult extends StudyResult {
  /** `data` are the grey digits. */
  meta: ResultMeta & { data: string; binarisedData: string };
  /** Density models of grey images. */
  rows: ImageDensityRow[];
  /** DLGMs on binarised images. */
  posteriors: PosteriorRow[];
  comparisons: PairedComparison[];
  curves: (ImageDensityCurve & { family: string; msPerUpdate: number })[];
  /** Base64 of the bytes of images drawn from each trained density model. */
  samples: { family: string; images: string }[];
}

const named = { family: z.string(), K: z.number(), seed: z.number(), updates: z.number() };

/** The schema of a row without what follows from the bits of each image. */
export const trainedImageRowSchema = z.object({
  ...{ ...named, params: z.number(), seconds: z.number(), msPerUpdate: z.number() },
  config: imageDensityConfigSchema.nullable(),
});

/** The schema of a posterior's row. */
export const posteriorRowSchema: z.ZodType<PosteriorRow> = z.object({
  ...{ ...named, bound: z.number(), nll: z.number(), nllStdErr: z.number(), kl: z.number(), ess: z.number() },
  ...{ flowParams: z.number(), params: z.number(), seconds: z.number(), msPerUpdate: z.number() },
  config: dlgmConfigSchema,
});

export const convolutionSchema: z.ZodType<ConvolutionResult> = z.object({
  meta: metaSchema.extend({ data: z.string(), binarisedData: z.string() }),
  rows: z.array(
    trainedImageRowSchema.extend({ bpd: z.number(), stdErr: z.number(), low: z.number(), high: z.number() }),
  ),
  posteriors: z.array(posteriorRowSchema),
  comparisons: z.array(
    z.object({
      ...{ quantity: z.enum(['bpd', 'nll', 'bound']), first: z.string(), second: z.string() },
      ...{ mean: z.number(), low: z.number(), high: z.number(), images: z.number() },
    }),
  ),
  curves: z.array(
    z.object({
      ...{ family: z.string(), msPerUpdate: z.number() },
      ...{ steps: z.array(z.number()), bpd: z.array(z.number()) },
    }),
  ),
  samples: z.array(z.object({ family: z.string(), images: z.string() })),
});
