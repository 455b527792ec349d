import { firstLine } from '../errors.js';
import type { Tensors } from '../problem/problem.js';
import type { Shapes, TensorsOf } from '../problem/shapes.js';
import type { EngineName } from './create-step.js';
import { eagerFunction, type TensorFunction } from './eager-function.js';

/**
 * A tensor function on the engine of choice; `auto` is the compiled one, and where it cannot be had the eager one, with a
 * warning.
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
    console.warn(`The eager engine is used: ${firstLine(error)}`);
    return eagerFunction(fn, shapes);
  }
}
