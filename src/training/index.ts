export { type Checkpoint, loadLatest, loadState, saveState } from './checkpoint.js';
export { bestFile, type FitOptions, fit, type Validation } from './fit.js';
export { createRun, type MetricRow, openRun, type RunFolder, readConfig, readMetrics } from './run-folder.js';
