export { moveIntoPlace, writeFileAtomic } from './atomic.js';
export { parseJson } from './checked.js';
export { fileError } from './error.js';
export { dataFolder } from './home.js';
export { isAlive } from './process.js';
export { readSafetensors, type TensorFile, writeSafetensors } from './safetensors.js';
