export { type DigitFeedOptions, digitFeed } from './digit-feed.js';
export { type DlgmConfig, defaultConfig, modelOf } from './dlgm-config.js';
export { type DlgmRun, type DlgmRunOptions, dlgmConfigOf, resumeDlgm, trainDlgm } from './dlgm-run.js';
export { type EstimateOptions, imageEstimates } from './evaluate.js';
export { type Family, families } from './families.js';
export {
  type MnistResult,
  type MnistRow,
  type MnistStudyOptions,
  mnistStudy,
  type ProfileName,
  profiles,
} from './mnist.js';
export { type ResultMeta, readResult, resultMeta, resultsFolder, writeResult } from './results.js';
export { listRuns, type RunSummary, runPath, runsFolder } from './runs.js';
export {
  type EvaluateOptions,
  type Evaluation,
  evaluateDlgm,
  loadTrained,
  sampleDlgm,
  type TrainedDlgm,
} from './trained.js';
