export { logBernoulli } from './bernoulli.js';
export { logNormal, logStandardNormal } from './gaussian.js';
