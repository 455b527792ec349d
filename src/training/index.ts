export { type Checkpoint, loadLatest, loadState, saveState } from './checkpoint.js';
export { type CreateStepOptions, createStep, type EngineName, engineNames } from './create-step.js';
export { eagerStep, type StepOptions } from './eager-step.js';
export { bestFile, type FitOptions, fit, type Validation } from './fit.js';
export { initialState, layout, type Slice, weightTensors } from './layout.js';
export { type AdamOptions, adam, type Optimiser, type RmspropOptions, rmsprop } from './optimiser.js';
export type { Arrays, Problem, Tensors, Terms, WeightSpec } from './problem.js';
export { createRun, type MetricRow, openRun, type RunFolder, readConfig, readMetrics } from './run-folder.js';
export type { Metrics, TrainingState, TrainingStep } from './step.js';
