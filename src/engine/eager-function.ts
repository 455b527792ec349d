import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Arrays, Tensors } from '../problem/problem.js';
import { type Shapes, type TensorsOf, tensorsOf } from '../problem/shapes.js';
import { sizeOf } from './onnx/graph.js';

/** A pure tensor function on plain arrays, for evaluation: the same shapes each call. */
export interface TensorFunction {
  run(inputs: Arrays): Promise<Arrays>;
  dispose(): void;
}

/** An input of a function. @throws RangeError where it is missing or of another size, with the hint if there is one */
export function checkedInput(inputs: Arrays, name: string, shape: readonly number[], hint?: string): Float32Array {
  const values = inputs[name];
  if (values?.length === sizeOf(shape)) return values;
  const wanted = `hold ${sizeOf(shape)} numbers${hint ? `, ${hint}` : ''}`;
  throw new RangeError(expected(`input \`${name}\``, wanted, values?.length ?? 'nothing'));
}

/** Runs `fn` with tfjs kernels one by one; results come back row-major. */
export function eagerFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
): TensorFunction {
  return {
    async run(inputs) {
      return tf.tidy(() => {
        const tensors = tensorsOf(shapes, (name, shape) => tf.tensor(checkedInput(inputs, name, shape), [...shape]));
        const outputs = Object.entries(fn(tensors));
        return Object.fromEntries(outputs.map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
      });
    },
    dispose() {},
  };
}
