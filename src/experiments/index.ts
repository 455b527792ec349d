export { accuracy, type Classifier, trainClassifier } from './analysis/classifier.js';
export {
  type CheckInputs,
  flowAsPrior,
  flowOnBothSides,
  type IdentityCheck,
  rotationDoesNothing,
} from './analysis/identities.js';
export { type PlanePosteriors, planePosteriors } from './analysis/latent-plane.js';
export { packPixels, unpackImages, unpackPixels } from './analysis/picture-text.js';
export { type AnalysisProfile, analysisProfiles } from './analysis/sizes.js';
export { type Walk, walkBetween } from './analysis/walk.js';
export { bestBandwidth, fittedGaussian, kernelDensity, scottBandwidth } from './baselines2d.js';
export {
  type ConvolutionResult,
  type ConvolutionStudyOptions,
  convolutionResultName,
  convolutionStudy,
  type PairedComparison,
} from './convolution.js';
export {
  type ConvolutionProfileName,
  convolutionProfileNames,
  convolutionProfiles,
  type ImageDensityConfig,
  type PosteriorConfig,
} from './convolution-config.js';
export { cosineAdam } from './cosine-adam.js';
export {
  type Density2dBest,
  type Density2dMixture,
  type Density2dResult,
  type Density2dStudyOptions,
  density2dResultName,
  density2dStudy,
} from './densities2d.js';
export { type Density2dConfig, density2dConfigs } from './densities2d-config.js';
export {
  type Advantage,
  type Density2dComparison,
  type Density2dRow,
  planePoints,
  runDensity2d,
} from './densities2d-run.js';
export { trueLogDensity } from './densities2d-truth.js';
export { type DigitFeedOptions, digitFeed } from './digit-feed.js';
export { type DlgmConfig, defaultConfig, layersOf, modelOf } from './dlgm-config.js';
export { type DlgmPart, dlgmPart, dlgmParts } from './dlgm-parts.js';
export { type DlgmRun, type DlgmRunOptions, dlgmConfigOf, resumeDlgm, trainDlgm } from './dlgm-run.js';
export { type EstimateOptions, imageEstimates } from './evaluate.js';
export { type Family, families } from './families.js';
export { type LayersResult, type LayersRow, layersResultName, layersStudy } from './flow-layers.js';
export { bitsPerDimension, imageDensityData, logitImages, standardisation } from './image-density-data.js';
export { imageFamilyNames, imageFlow } from './image-density-flows.js';
export { fittedGaussians } from './image-density-gaussians.js';
export { type ImageDensityRow, runImageDensity } from './image-density-run.js';
export { type KlOverSeeds, klOverSeeds } from './kl-over-seeds.js';
export { type MnistResult, type MnistStudyOptions, mnistResultName, mnistStudy } from './mnist.js';
export { type AnalysisOptions, analysisNames, type MnistAnalysis, mnistAnalysis } from './mnist-analysis.js';
export { type MnistMeasure, type MnistProfile, type ProfileName, profiles } from './mnist-config.js';
export { type MnistCurve, type MnistRow, mnistRunPath } from './mnist-run.js';
export { loadModel, saveModel } from './model-file.js';
export { pixelCorrelation } from './pixel-correlation.js';
export { readDensity2dStudy, readTarget2dStudy } from './plane-results.js';
export { type PosteriorRow, runPosterior } from './posterior-run.js';
export { type MnistResults, readMnistResults } from './read-mnist.js';
export { type ResultMeta, readResult, resultMeta, resultsFolder, writeResult } from './results.js';
export { listRuns, type RunSummary, runPath, runsFolder } from './runs.js';
export {
  type Target2dBest,
  type Target2dResult,
  type Target2dStudyOptions,
  type Target2dTruth,
  target2dResultName,
  target2dStudy,
} from './targets2d.js';
export {
  collapseConfigs,
  defaultTarget2d,
  type PlaneProfileName,
  planeProfileNames,
  type Target2dConfig,
  target2dConfigs,
} from './targets2d-config.js';
export { planeFamilyNames, planeFlow } from './targets2d-families.js';
export { type PlaneRunOptions, runTarget2d, type Target2dRow, type Target2dRun } from './targets2d-run.js';
export { klTable } from './targets2d-table.js';
export {
  type EvaluateOptions,
  type Evaluation,
  evaluateDlgm,
  exportDlgm,
  loadTrained,
  sampleDlgm,
  type TrainedDlgm,
} from './trained.js';
