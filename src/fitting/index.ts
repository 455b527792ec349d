export { type FitResult, fitFlow } from './fit-flow.js';
export { type FittedFlow, type FittedFlowParts, fittedFlow, type ScoredDensity } from './fitted-flow.js';
export type { FitObjective, FitPairing } from './objective.js';
export type { FitFlowOptions } from './options.js';
export type { HeldOutTables } from './prepare.js';
export type { Table } from './table.js';
