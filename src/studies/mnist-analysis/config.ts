import type { Profile } from '../results.js';
import type { AnalysisSize } from './run-analysis.js';

/** How much a profile measures. */
export interface AnalysisConfig extends AnalysisSize {
  /** Updates of the classifier */
  classifierSteps: number;
}

export const analysisConfigs: Readonly<Record<Profile, AnalysisConfig>> = {
  quick: {
    curve: { images: 20, sizes: [1, 10, 100, 1000] },
    shape: { images: 20, draws: 500 },
    active: { images: 200, draws: 50 },
    gradient: { repeats: 10 },
    aggregate: { images: 2000, block: 200 },
    samples: 300,
    pictures: 10,
    classifierSteps: 1500,
  },
  full: {
    curve: { images: 100, sizes: [1, 10, 100, 1000, 5000] },
    shape: { images: 100, draws: 1000 },
    active: { images: 1000, draws: 100 },
    gradient: { repeats: 30 },
    aggregate: { images: 10_000, block: 500 },
    samples: 1000,
    pictures: 10,
    classifierSteps: 5000,
  },
};
