export { toCorrelationFactor } from './to-correlation-factor.js';
export { type ToIntervalOptions, toInterval } from './to-interval.js';
export { type ToOrderedOptions, toOrdered } from './to-ordered.js';
export { toSimplex } from './to-simplex.js';
