export type { BanachOptions } from './fixed-point.js';
export type { SeriesOptions } from './log-det.js';
export { type ResidualFlow, type ResidualOptions, residual, type Solved } from './residual.js';
