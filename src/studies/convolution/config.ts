import { z } from 'zod';
import { type DlgmConfig, defaultConfig } from '../../runs/config.js';
import { fewerUpdates } from '../mnist/config.js';
import type { Profile } from '../results.js';

/** Everything that decides one density model of grey 28×28 images. */
export interface ImageDensityConfig {
  /** Which digits, as their description says. */
  data: string;
  /** Name of an image flow. */
  family: string;
  /** K */
  layers: number;
  /** Units in the hidden layer of each network; families without networks leave it alone. */
  hidden: number;
  seed: number;
  steps: number;
  batch: number;
  /** Of Adam; constant for half of the updates, then falling along a cosine. */
  learningRate: number;
  validateEvery: number;
}

/** Everything that decides one DLGM whose posterior is compared: its config, and how it is measured. */
export interface PosteriorConfig extends DlgmConfig {
  /** Which digits, as their description says. */
  digits: string;
  /** Test images, evenly spread over the set. */
  testImages: number;
  /** S, importance samples per image. */
  samples: number;
}

export const imageDensityConfigSchema: z.ZodType<ImageDensityConfig> = z.object({
  ...{ data: z.string(), family: z.string(), layers: z.number(), hidden: z.number(), seed: z.number() },
  ...{ steps: z.number(), batch: z.number(), learningRate: z.number(), validateEvery: z.number() },
});

/** What a profile of the study trains and measures. */
export interface ConvolutionProfile {
  /** Training images at most, grey and binarised; a fifth as many for validation and for test. */
  images: number;
  densities: Omit<ImageDensityConfig, 'data'>[];
  posteriors: Omit<PosteriorConfig, 'digits'>[];
  /** Posteriors that the MNIST study trains and measures. */
  ofMnist: DlgmConfig[];
}

const stack = { layers: 4, hidden: 0, learningRate: 4e-3 };
const network = { layers: 4, hidden: 128, learningRate: 1e-3 };

/** Cells of the full profile. `shuffled` sees the pixels in a random order, a new one for each convolution. */
const densityCells = [
  { family: 'pixels', ...stack, layers: 0 },
  { family: 'conv-circular', ...stack },
  { family: 'conv-symmetric', ...stack },
  { family: 'conv-symmetric-shuffled', ...stack },
  { family: 'linear-plu', ...stack, layers: 1, learningRate: 1e-3 },
  { family: 'nice', ...network },
  { family: 'real-nvp', ...network },
  { family: 'conv-adaptive', ...network },
  { family: 'conv-real-nvp', ...network },
];

/** Flows of the posterior at K = 10; a linear map stays one however often it is repeated, so K = 1. */
const posteriorFamilies = [
  'identity',
  'planar',
  'nice-perm',
  'linear-plu',
  'conv-circular',
  'conv-circular-perm',
  'conv-symmetric',
  'conv-symmetric-perm',
  'real-nvp',
  'conv-adaptive',
  'conv-adaptive-perm',
];

const quickDensities = [
  'pixels',
  'conv-circular',
  'conv-symmetric',
  'conv-symmetric-shuffled',
  'real-nvp',
  'conv-adaptive',
];
const quickPosteriors = [
  'identity',
  'planar',
  'nice-perm',
  'linear-plu',
  'conv-circular',
  'conv-circular-perm',
  'real-nvp',
  'conv-adaptive',
];

/** K at which a flow is compared, as a config says it: a model without a flow has 1 there too. */
const layersFor = (flow: string): number => (['identity', 'linear-plu'].includes(flow) ? 1 : 10);

const quickPosterior = {
  ...defaultConfig,
  ...{ images: 5000, steps: 300, annealingSteps: 150, validateEvery: 100, testImages: 200, samples: 20 },
};

export const convolutionProfiles: Readonly<Record<Profile, ConvolutionProfile>> = {
  full: {
    images: 50_000,
    densities: densityCells.map((cell) => ({ ...cell, seed: 0, steps: 1600, batch: 100, validateEvery: 200 })),
    posteriors: [],
    ofMnist: posteriorFamilies.map((flow) => fewerUpdates(flow, layersFor(flow))),
  },
  quick: {
    images: 5000,
    densities: densityCells
      .filter(({ family }) => quickDensities.includes(family))
      .map((cell) => ({ ...cell, seed: 0, steps: 120, batch: 100, validateEvery: 40 })),
    posteriors: quickPosteriors.map((flow) => ({ ...quickPosterior, flow, layers: layersFor(flow) })),
    ofMnist: [],
  },
};
