import { firstLine } from '../errors.js';
import { host } from '../host.js';
import { MissingRuntimeError } from './compiled/missing-runtime.js';
import { warnOfTwoTensorFlows } from './one-tensorflow.js';
import { TraceError } from './trace/trace-error.js';

/**
 * `compiled`: one ONNX graph; `generated`: WebAssembly made for it, without a native library; `eager`: tfjs kernels one by
 * one; `auto`: a training step of a small graph generated, another compiled where ONNX Runtime loads, in a page generated.
 */
export type EngineName = 'auto' | 'compiled' | 'generated' | 'eager';
export const engineNames: readonly EngineName[] = ['auto', 'compiled', 'generated', 'eager'];

/** How something is made on each engine. */
export interface Makers<T> {
  compiled(): Promise<T>;
  generated(): Promise<T>;
  eager(): T;
}

/**
 * What is made on the engine of choice. `auto` is the compiled engine, in a page the generated one; a runtime that is not
 * there makes it the generated one, and what cannot be traced the eager one, with a warning. Any other error is that of the
 * user's own code, and stays one.
 */
export async function onEngine<T>(
  engine: EngineName,
  makers: Makers<T>,
  onWarning: (message: string) => void,
): Promise<T> {
  warnOfTwoTensorFlows();
  if (engine !== 'auto') return makers[engine]();
  const warn = (name: EngineName, reason: unknown) => {
    const warning = `The ${name} engine is used: ${firstLine(reason)}`;
    onWarning(warning);
    told.add(warning);
  };
  if (!host) return makers.generated().catch(eagerly);
  try {
    return await makers.compiled();
  } catch (error) {
    if (!(error instanceof MissingRuntimeError)) return eagerly(error);
    return makers.generated().then((made) => {
      warn('generated', error);
      return made;
    }, eagerly);
  }

  function eagerly(error: unknown): T {
    if (!(error instanceof TraceError)) throw error;
    warn('eager', error);
    return makers.eager();
  }
}

const told = new Set<string>();

/** Says what has not been said yet: an evaluation has several functions, which would all say the same. */
export const sayingOnce =
  (say: (message: string) => void) =>
  (warning: string): void => {
    if (!told.has(warning)) say(warning);
  };
