export { cholesky } from './cholesky.js';
export { fitPosterior, type PosteriorFit } from './fit-posterior.js';
export * as logPdf from './log-pdf.js';
export {
  type Derived,
  defineModel,
  type ParametersOf,
  type PosteriorModel,
  type Supports,
  type UnconstrainedModel,
  unconstrained,
} from './model.js';
export { type Derivative, type RungeKuttaOptions, rungeKutta } from './ode.js';
export type { FitPosteriorOptions, RungName } from './options.js';
export { fitPareto, type ParetoFit, paretoQuantile } from './pareto.js';
export { type NamedDraws, type PosteriorDraws, resampled, type SummaryRow, summaryOf } from './posterior-draws.js';
export { type SmoothedWeights, smoothedWeights } from './smoothed-weights.js';
export {
  correlationFactor,
  interval,
  ordered,
  positive,
  positiveOrdered,
  real,
  type Support,
  simplex,
} from './supports.js';
export type { Verdict } from './verdict.js';
