export { type Checkpoint, loadBest, loadLatest, loadState, saveState } from './checkpoint.js';
export { type FitOptions, fit, type Validation } from './fit.js';
export type { GaussianBase } from './flow-file/base.js';
export type { ColumnNames } from './flow-file/column-names.js';
export type { FlowParts } from './flow-file/contents.js';
export { type LoadedFlow, type ParseFlowOptions, parseFlow } from './flow-file/parse.js';
export { loadFlow, saveFlow } from './flow-file/save.js';
export type { Standardisation, Standardisations } from './flow-file/standardisation.js';
export { NotFiniteError } from './not-finite.js';
export {
  createRun,
  type MetricRow,
  openRun,
  type RunFolder,
  readConfig,
  readMetrics,
  readTimings,
  type TimingRow,
} from './run-folder.js';
export { type Trained, type TrainOptions, train } from './train.js';
