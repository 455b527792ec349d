export { type Annealing, type TemperatureOptions, temperature } from './annealing.js';
export {
  type DensityProblem,
  type DensityProblemOptions,
  forwardKlProblem,
  reverseKlProblem,
} from './density-problems.js';
export {
  type EstimateKlOptions,
  estimateKl,
  type GridOptions,
  gridKl,
  type Normalised,
  type SelfScoring,
} from './estimate-kl.js';
export { type FlowMatchingOptions, flowMatchingProblem } from './flow-matching.js';
export { type FreeEnergyOptions, type FreeEnergyParts, type FreeEnergyTerms, freeEnergy } from './free-energy.js';
export {
  type ImportanceEstimate,
  type ImportancePoint,
  type ImportanceSums,
  importanceCurve,
  importanceNll,
  importanceSums,
} from './importance.js';
export { importanceBound, importanceShares } from './importance-bound.js';
export { forwardKl, type ReverseKlOptions, type ReverseKlTerms, reverseKl } from './kl.js';
export { pairedByTransport } from './paired-by-transport.js';
export { type Draw, drawFrom, type GradientKind, gradientKinds } from './path-gradient.js';
export {
  type BootstrapOptions,
  bootstrapInterval,
  type MeanEstimate,
  meanEstimate,
  pairedDifference,
} from './statistics.js';
export { type Target64, type Transport64, transportKl } from './transport-kl.js';
