import type { Tensors } from '../problem/problem.js';
import type { Shapes, TensorsOf } from '../problem/shapes.js';
import type { EngineName } from './create-step.js';
import { eagerFunction, type TensorFunction } from './eager-function.js';
import { newFallbackWarning } from './fallback.js';

/**
 * A tensor function on the engine of choice; `auto` is the compiled one, and where it cannot be had the eager one, with a
 * warning where none has given the reason yet.
 */
export async function tensorFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
  engine: EngineName = 'auto',
): Promise<TensorFunction> {
  if (engine === 'eager') return eagerFunction(fn, shapes);
  try {
    const { compileFunction } = await import('./compiled/compile-function.js');
    return await compileFunction(fn, shapes);
  } catch (error) {
    if (engine === 'compiled') throw error;
    const warning = newFallbackWarning(error);
    if (warning) console.warn(warning);
    return eagerFunction(fn, shapes);
  }
}
