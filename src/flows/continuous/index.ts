export type { Course } from './adaptive.js';
export { type ContinuousFlow, type ContinuousOptions, type ContinuousSolver, continuous } from './continuous.js';
