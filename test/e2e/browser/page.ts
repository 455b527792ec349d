import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as runtime from 'onnxruntime-web/wasm';
import { type Ended, type Training, trainU1 } from './u1.js';

setWasmPaths('/tfjs/');
runtime.env.wasm.numThreads = 1; // More want a page that is isolated from others.

/** `trainU1` in a page, with what a page has to give. */
export const trainInPage = (training: Training): Promise<Ended> =>
  trainU1({ ...training, ...(training.engine === 'compiled' && { runtime }) });
