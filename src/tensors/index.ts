export { matMul } from './matmul.js';
export { stopGradient } from './stop-gradient.js';
export type { Values } from './values.js';
