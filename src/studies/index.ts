export {
  type ConvolutionProfileName,
  convolutionProfileNames,
  convolutionProfiles,
  type ImageDensityConfig,
  type PosteriorConfig,
} from './convolution/config.js';
export {
  type ConvolutionCosts,
  type ConvolutionFigures,
  convolutionBits,
  convolutionCost,
  convolutionDifferences,
  convolutionTraining,
  densityGains,
  posteriorGains,
} from './convolution/figures.js';
export { bitsPerDimension, imageDensityData, logitImages, standardisation } from './convolution/image-data.js';
export { imageFamilyNames, imageFlow } from './convolution/image-flows.js';
export { fittedGaussians } from './convolution/image-gaussians.js';
export { type ImageDensityRow, runImageDensity } from './convolution/image-run.js';
export { type PosteriorRow, runPosterior } from './convolution/posterior-run.js';
export {
  type ConvolutionResult,
  type ConvolutionStudyOptions,
  convolutionResultName,
  convolutionStudy,
  type PairedComparison,
} from './convolution/study.js';
export { bestBandwidth, fittedGaussian, kernelDensity, scottBandwidth } from './densities2d/baselines.js';
export { type Density2dConfig, density2dConfigs } from './densities2d/config.js';
export { type DensityFit, type DensityFits, densityCurves, densityGallery } from './densities2d/figures.js';
export {
  type Advantage,
  type Density2dComparison,
  type Density2dRow,
  planePoints,
  runDensity2d,
} from './densities2d/run.js';
export {
  type Density2dBest,
  type Density2dMixture,
  type Density2dResult,
  type Density2dStudyOptions,
  density2dResultName,
  density2dStudy,
} from './densities2d/study.js';
export { trueLogDensity } from './densities2d/truth.js';
export { type LayersResult, type LayersRow, layersResultName, layersStudy } from './flow-layers/study.js';
export { type MnistMeasure, type MnistProfile, type ProfileName, profiles } from './mnist/config.js';
export { type MnistCurve, type MnistRow, mnistRunPath } from './mnist/run.js';
export { type MnistResult, type MnistStudyOptions, mnistResultName, mnistStudy } from './mnist/study.js';
export { accuracy, type Classifier, trainClassifier } from './mnist-analysis/classifier.js';
export {
  boundsByLayers,
  type CellBounds,
  gainsOverPlain,
  type ModelLook,
  type PairedGain,
  type PublishedBounds,
  posteriorShapes,
  sampleCurves,
} from './mnist-analysis/figures.js';
export {
  type CheckInputs,
  flowAsPrior,
  flowOnBothSides,
  type IdentityCheck,
  rotationDoesNothing,
} from './mnist-analysis/identities.js';
export { type PlanePosteriors, planePosteriors } from './mnist-analysis/latent-plane.js';
export { packPixels, unpackImages, unpackPixels } from './mnist-analysis/picture-text.js';
export { type GradientLook, type RaceBounds, raceByLayers } from './mnist-analysis/race-figure.js';
export { type AnalysisProfile, analysisProfiles } from './mnist-analysis/sizes.js';
export { type AnalysisOptions, analysisNames, type MnistAnalysis, mnistAnalysis } from './mnist-analysis/study.js';
export { type Walk, walkBetween } from './mnist-analysis/walk.js';
export { packGrid, unpackGrid } from './packed-grid.js';
export { readDensity2dStudy, readTarget2dStudy } from './plane-results.js';
export { type MnistResults, readMnistResults } from './read-mnist.js';
export { type ResultMeta, readResult, resultMeta, resultsFolder, writeResult } from './results.js';
export {
  collapseConfigs,
  defaultTarget2d,
  type PlaneProfileName,
  planeProfileNames,
  type Target2dConfig,
  target2dConfigs,
} from './targets2d/config.js';
export { planeFamilyNames, planeFlow } from './targets2d/families.js';
export { familyGallery } from './targets2d/family-gallery.js';
export {
  klBudget,
  klCurves,
  klTrend,
  paperFlows,
  type TargetBest,
  type TargetKl,
  type TargetResult,
  targetsFigure,
} from './targets2d/figures.js';
export { type KlOverSeeds, klOverSeeds } from './targets2d/kl-over-seeds.js';
export { klTable } from './targets2d/kl-table.js';
export { type PlaneRunOptions, runTarget2d, type Target2dRow, type Target2dRun } from './targets2d/run.js';
export {
  type Target2dBest,
  type Target2dResult,
  type Target2dStudyOptions,
  type Target2dTruth,
  target2dResultName,
  target2dStudy,
} from './targets2d/study.js';
