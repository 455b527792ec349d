export { moveIntoPlace, writeFileAtomic } from './atomic.js';
export { parseJson } from './checked.js';
export { fileError } from './error.js';
export { dataFolder } from './home.js';
export { isMarkAlive, markPattern, ownMark } from './process.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export type { ReadTensorFile, TensorFile } from './safetensors-bytes.js';
