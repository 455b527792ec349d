export { type DlgmConfig, defaultConfig, depthOf, imageSizeOf, modelOf } from './config.js';
export { type DigitFeedOptions, digitFeed } from './digit-feed.js';
export { type EstimateOptions, imageEstimates } from './estimates.js';
export { type Family, families, paperFlows } from './families.js';
export { listRuns, type RunSummary, runPath, runsFolder, type UnreadableRun } from './list.js';
export { loadModel, saveModel } from './model-file.js';
export { type DlgmPart, dlgmPart, dlgmParts } from './parts.js';
export {
  type DlgmRun,
  type DlgmRunOptions,
  dlgmConfigOf,
  type ResumeOptions,
  resumeDlgm,
  trainDlgm,
} from './train-run.js';
export {
  type EvaluateOptions,
  type Evaluation,
  evaluateDlgm,
  exportDlgm,
  loadTrained,
  sampleDlgm,
  type TrainedDlgm,
} from './trained.js';
