export { type BackendName, backendNames, useBackend } from './backend.js';
export { matMul } from './matmul.js';
export { eagerFunction, type InputShapes, type TensorFunction, tensorFunction } from './tensor-function.js';
