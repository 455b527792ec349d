export { type AdamOptions, adam, type Optimiser, type RmspropOptions, rmsprop } from './optimiser.js';
export type { Arrays, Problem, Tensors, Terms, WeightSpec } from './problem.js';
export type { Metrics, TrainingState, TrainingStep } from './step.js';
