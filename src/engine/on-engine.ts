import { firstLine } from '../errors.js';
import { MissingRuntimeError } from './compiled/missing-runtime.js';
import { TraceError } from './trace/trace-error.js';

/** `compiled`: one ONNX graph; `eager`: tfjs kernels one by one; `auto`: compiled where it loads. */
export type EngineName = 'auto' | 'compiled' | 'eager';
export const engineNames: readonly EngineName[] = ['auto', 'compiled', 'eager'];

/** How something is made on each engine. */
export interface Makers<T> {
  compiled(): Promise<T>;
  eager(): T;
}

/**
 * What is made on the engine of choice. `auto` is the compiled engine; what cannot be traced, or a runtime that is not
 * there, makes it the eager one, with a warning. Any other error is that of the user's own code, and stays one.
 */
export async function onEngine<T>(
  engine: EngineName,
  { compiled, eager }: Makers<T>,
  onWarning: (message: string) => void = warnOnce,
): Promise<T> {
  if (engine === 'eager') return eager();
  try {
    return await compiled();
  } catch (error) {
    const canFallBack = error instanceof TraceError || error instanceof MissingRuntimeError;
    if (engine === 'compiled' || !canFallBack) throw error;
    const warning = `The eager engine is used: ${firstLine(error)}`;
    onWarning(warning);
    told.add(warning);
    return eager();
  }
}

const told = new Set<string>();

/** An evaluation has several functions, which would all say the same. */
function warnOnce(warning: string): void {
  if (!told.has(warning)) console.warn(warning);
}
