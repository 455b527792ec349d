// What a page can use: `vinf` for bundlers that make code for browsers. It needs neither files nor processes.
export * from './data/browser.js';
export * from './densities/index.js';
export * from './engine/browser.js';
export { UserError } from './errors.js';
export * from './fitting/index.js';
export * from './flows/index.js';
export * from './inference/index.js';
export * from './models/index.js';
export * from './objectives/index.js';
export * as plots from './plots/index.js';
export * from './problem/index.js';
export * from './random/index.js';
export * from './tensors/index.js';
export * from './training/browser.js';
