import type * as ort from 'onnxruntime-node';
import { expected } from '../../errors.js';
import type { Arrays } from '../../training/problem.js';
import { sizeOf } from '../onnx/graph.js';
import type { InputShapes } from '../tensor-function.js';
import type { Runtime } from './session.js';

/** An array as a tensor of the runtime, without a copy. */
export function tensorOf(runtime: Runtime, values: Float32Array, shape: readonly number[]): ort.Tensor {
  return new runtime.Tensor('float32', values, shape);
}

/** Arrays as inputs of a session. @throws RangeError where one is missing or of another size */
export function feedsOf(runtime: Runtime, shapes: InputShapes, inputs: Arrays): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const values = inputs[name];
      if (values?.length === sizeOf(shape)) return [name, tensorOf(runtime, values, shape)];
      throw new RangeError(expected(`input \`${name}\``, `hold ${sizeOf(shape)} numbers`, values?.length ?? 'nothing'));
    }),
  );
}
