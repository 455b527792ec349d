import * as tf from '@tensorflow/tfjs';
import { firstLine, UserError, unknownName } from '../errors.js';
import { host, variable } from '../host.js';
import { correctCpuKernels } from './kernels/cpu-kernels.js';
import { correctWasmKernels } from './kernels/wasm-kernels.js';
import { warnOfTwoTensorFlows } from './one-tensorflow.js';

/** Where eager tensors are computed: the native TensorFlow library, WebAssembly, or plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** From fastest to slowest; the first that loads is the default. */
export const backendNames: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];

const remedies: Record<BackendName, string> = {
  tensorflow: 'install it with `npm install @tensorflow/tfjs-node-gpu` (it downloads libtensorflow)',
  wasm: 'install it with `npm install @tensorflow/tfjs-backend-wasm`',
  cpu: 'install it with `npm install @tensorflow/tfjs-backend-cpu`',
};

/**
 * Chooses the backend of eager tensors and waits until it is ready.
 * @param name `tensorflow`, `wasm` or `cpu`; without it the environment variable VINF_BACKEND, else the fastest that loads
 * @returns the name of the backend in use
 * @throws UserError for an unknown name, or for a backend that was asked for and does not load
 * @example
 * ```ts
 * import { backendNames, useBackend } from 'vinf';
 *
 * const backend = await useBackend(); // the fastest that loads
 * console.log(backendNames.includes(backend)); // true
 * ```
 */
export async function useBackend(name: string | undefined = variable('VINF_BACKEND')): Promise<BackendName> {
  warnOfTwoTensorFlows();
  // Keeps tfjs from printing its banner. IS_TEST would too, but then wasm takes what customGrad saves for a leak.
  tf.env().set('PROD', true);
  if (name === undefined) {
    for (const candidate of backendNames) if ((await tryBackend(candidate)) === undefined) return candidate;
    throw new UserError(`No tfjs backend loads; install the packages of vinf again (tried ${backendNames.join(', ')})`);
  }
  if (!isBackendName(name)) throw new UserError(unknownName('backend', name, backendNames));
  const failure = await tryBackend(name);
  if (failure !== undefined) throw new UserError(`Backend "${name}" does not load: ${failure}; ${remedies[name]}`);
  return name;
}

const isBackendName = (name: string): name is BackendName => (backendNames as readonly string[]).includes(name);

/** Switches to a backend; returns why that failed, or undefined. */
async function tryBackend(name: BackendName): Promise<string | undefined> {
  try {
    await loadBackend(name);
    if (!(await withoutRethrowing(() => tf.setBackend(name)))) return 'tfjs could not start it';
    await tf.ready();
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

/**
 * Starts something without the listeners of uncaught errors that Emscripten's modules add to the process: they do
 * nothing but throw the error again, so that Node.js shows the minified line of WebAssembly around the `throw`.
 */
async function withoutRethrowing<T>(start: () => Promise<T>): Promise<T> {
  const there = host;
  if (!there) return start();
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = new Set(events.flatMap((event) => there.rawListeners(event)));
  try {
    return await start();
  } finally {
    for (const event of events) {
      const added = there.listeners(event).filter((listener) => !before.has(listener));
      for (const listener of added) if (/\bthrow\b/.test(String(listener))) there.off(event, listener);
    }
  }
}

async function loadBackend(name: BackendName): Promise<void> {
  correctCpuKernels();
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm').then(correctWasmKernels);
  if (name === 'tensorflow') await loadTensorflow();
}

/**
 * The native package, 4.22, calls two functions of `node:util`: one that Node.js 23 took away, so that operations would
 * end with "isNullOrUndefined is not a function", and one that Node.js warns of. Names are computed so that neither the
 * package need be there to compile nor Node.js to bundle for a page.
 */
async function loadTensorflow(): Promise<void> {
  const { default: util } = await import(/* @vite-ignore */ ['node', 'util'].join(':'));
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  Object.assign(util, { isArray: Array.isArray, isNullOrUndefined });
  await import(/* @vite-ignore */ ['@tensorflow', 'tfjs-node-gpu'].join('/'));
}
