import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Arrays, Tensors } from '../problem/problem.js';
import { sizeOf } from './onnx/graph.js';

/** A pure tensor function on plain arrays, for evaluation: the same shapes each call. */
export interface TensorFunction {
  run(inputs: Arrays): Promise<Arrays>;
  dispose(): void;
}

/** Shapes of the inputs by name. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** An input of a function. @throws RangeError where it is missing or of another size */
export function checkedInput(inputs: Arrays, name: string, shape: readonly number[]): Float32Array {
  const values = inputs[name];
  if (values?.length === sizeOf(shape)) return values;
  throw new RangeError(expected(`input \`${name}\``, `hold ${sizeOf(shape)} numbers`, values?.length ?? 'nothing'));
}

/** Runs `fn` with tfjs kernels one by one; results come back row-major. */
export function eagerFunction(fn: (inputs: Tensors) => Tensors, shapes: InputShapes): TensorFunction {
  return {
    async run(inputs) {
      return tf.tidy(() => {
        const tensors = Object.entries(shapes).map(
          ([name, shape]) => [name, tf.tensor(checkedInput(inputs, name, shape), [...shape])] as const,
        );
        const outputs = Object.entries(fn(Object.fromEntries(tensors)));
        return Object.fromEntries(outputs.map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
      });
    },
    dispose() {},
  };
}
