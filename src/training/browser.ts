// What needs no files.
export { type FitOptions, fit, type Validation } from './fit.js';
export type { GaussianBase } from './flow-file/base.js';
export type { ColumnNames } from './flow-file/column-names.js';
export type { FlowParts } from './flow-file/contents.js';
export { type LoadedFlow, type ParseFlowOptions, parseFlow } from './flow-file/parse.js';
export type { Standardisation, Standardisations } from './flow-file/standardisation.js';
export { NotFiniteError } from './not-finite.js';
export type { Checkpoint, MetricRow, RunFolder, TimingRow } from './run.js';
export { type Trained, type TrainOptions, train } from './train.js';
