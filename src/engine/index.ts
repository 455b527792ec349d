export { type BackendName, backendNames, useBackend } from './backend.js';
export { matMul } from './matmul.js';
