import { conditionalDensity } from './conditional-density/study.js';
import { continuousFlows } from './continuous/study.js';
import { convolution } from './convolution/study.js';
import { densities2d } from './densities2d/study.js';
import { flowLayers } from './flow-layers/study.js';
import { mnist } from './mnist/study.js';
import { mnistAnalysis } from './mnist-analysis/study.js';
import type { Study } from './study.js';
import { targets2d } from './targets2d/study.js';

/** Every study of the report; one that builds on another comes after it. A new one is a line here. */
export const allStudies: readonly Study[] = [
  mnist,
  mnistAnalysis, // of the models of mnist
  targets2d,
  densities2d,
  convolution, // with posteriors of mnist
  flowLayers,
  conditionalDensity,
  continuousFlows,
];

export { conditionalDensity, continuousFlows, convolution, densities2d, flowLayers, mnist, mnistAnalysis, targets2d };
export {
  type ConvolutionCosts,
  convolutionBits,
  convolutionCost,
  convolutionTraining,
  densityGains,
  posteriorGains,
} from './convolution/figures.js';
export type { ConvolutionResult } from './convolution/result.js';
export { densityCurves, densityGallery } from './densities2d/figures.js';
export type { Advantage, Density2dResult, Density2dRow } from './densities2d/result.js';
export { flowLayersFigure } from './flow-layers/figures.js';
export { mnistTraining } from './mnist/figures.js';
export type { MnistCurve, MnistResult, MnistRow } from './mnist/result.js';
export { boundsByLayers, gainsOverPlain, posteriorShapes, sampleCurves } from './mnist-analysis/figures.js';
export {
  type CheckInputs,
  flowAsPrior,
  flowOnBothSides,
  type IdentityCheck,
  rotationDoesNothing,
} from './mnist-analysis/identities.js';
export { type PlanePosteriors, planePosteriors } from './mnist-analysis/latent-plane.js';
export type { PublishedBounds } from './mnist-analysis/published.js';
export { raceByLayers } from './mnist-analysis/race-figure.js';
export type { MnistAnalysis } from './mnist-analysis/result.js';
export { type Walk, walkBetween } from './mnist-analysis/walk.js';
export { unpackGrid } from './packed-grid.js';
export { type Profile, type ResultMeta, resultsFolder, type StudyResult } from './results.js';
export type { RowHooks, RowTask } from './rows.js';
export { readStudy } from './shown.js';
export { readResult, runStudy, type Study, type StudyFigure, type StudyOptions } from './study.js';
export { defaultTarget2d, type Target2dConfig } from './targets2d/config.js';
export { familyGallery } from './targets2d/family-gallery.js';
export { klBudget, klCurves, klTrend, targetsFigure } from './targets2d/figures.js';
export { type KlOverSeeds, klOverSeeds } from './targets2d/kl-over-seeds.js';
export { klTable } from './targets2d/kl-table.js';
export type { Target2dResult, Target2dRow } from './targets2d/result.js';
export { runTarget2d, type Target2dRun } from './targets2d/run.js';
