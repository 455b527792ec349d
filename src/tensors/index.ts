export { matMul } from './matmul.js';
export { stopGradient, type Values } from './values.js';
