import type * as ort from 'onnxruntime-node';
import type { Arrays, Problem } from '../../problem/problem.js';
import type { Shapes } from '../../problem/shapes.js';
import { checkedInput } from '../eager-function.js';
import type { Runtime } from './session.js';

/** An array as a tensor of the runtime, without a copy. */
export function tensorOf(runtime: Runtime, values: Float32Array, shape: readonly number[]): ort.Tensor {
  return new runtime.Tensor('float32', values, shape);
}

/** Arrays as inputs of a session. @throws RangeError where one is missing or of another size */
export function feedsOf(
  runtime: Runtime,
  shapes: Shapes,
  inputs: Arrays,
  hints: Problem['hints'] = {},
): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      return [name, tensorOf(runtime, checkedInput(inputs, name, shape, hints[name]), shape)];
    }),
  );
}
