export { type Annealing, type TemperatureOptions, temperature } from './annealing.js';
export { type FreeEnergyOptions, type FreeEnergyParts, type FreeEnergyTerms, freeEnergy } from './free-energy.js';
