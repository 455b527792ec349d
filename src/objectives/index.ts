export { type Annealing, type TemperatureOptions, temperature } from './annealing.js';
export { type FreeEnergyOptions, type FreeEnergyParts, type FreeEnergyTerms, freeEnergy } from './free-energy.js';
export {
  type ImportanceEstimate,
  type ImportancePoint,
  type ImportanceSums,
  importanceCurve,
  importanceNll,
  importanceSums,
} from './importance.js';
export {
  type BootstrapOptions,
  bootstrapInterval,
  type MeanEstimate,
  meanEstimate,
  pairedDifference,
} from './statistics.js';
