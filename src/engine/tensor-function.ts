import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '../problem/problem.js';
import type { Shapes, TensorsOf } from '../problem/shapes.js';
import { useBackend } from './backend.js';
import { eagerFunction, type TensorFunction } from './eager-function.js';
import { type EngineName, onEngine, sayingOnce } from './on-engine.js';

/**
 * A tensor function on the engine of choice; `auto` is the compiled one, and where it cannot be had the generated or the
 * eager one, with a warning where none has given the reason yet. Where no tfjs backend is in use yet, `useBackend` chooses one.
 */
export async function tensorFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
  engine: EngineName = 'auto',
  onWarning: (message: string) => void = console.warn,
): Promise<TensorFunction> {
  if (!tf.getBackend()) await useBackend();
  const compiled = async () => (await import('./compiled/compile-function.js')).compileFunction(fn, shapes);
  const generated = async () => (await import('./generated/generate-function.js')).generateFunction(fn, shapes);
  return onEngine(engine, { compiled, generated, eager: () => eagerFunction(fn, shapes) }, sayingOnce(onWarning));
}
