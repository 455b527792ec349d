import type * as ort from 'onnxruntime-node';
import type { Slice } from '../../problem/layout.js';
import type { Arrays, Problem } from '../../problem/problem.js';
import type { Metrics } from '../../problem/step.js';
import { checkedInput } from '../eager-function.js';
import type { Runtime } from './session.js';

/** An array as a tensor of the runtime, without a copy. */
export function tensorOf(runtime: Runtime, values: Float32Array, shape: readonly number[]): ort.Tensor {
  return new runtime.Tensor('float32', values, shape);
}

/** Arrays as inputs of a session. @throws RangeError where one is missing or of another size */
export function feedsOf(
  runtime: Runtime,
  { inputs, hints = {} }: Pick<Problem, 'inputs' | 'hints'>,
  given: Arrays,
): Record<string, ort.Tensor> {
  const feeds = Object.entries(inputs).map(([name, shape]) => {
    return [name, tensorOf(runtime, checkedInput(given, name, shape, hints[name]), shape)];
  });
  return Object.fromEntries(feeds);
}

/** The parts of a flat array as tensors of the runtime, without a copy. */
export function viewsOf(
  runtime: Runtime,
  slices: readonly Slice[],
  flat: Float32Array,
  nameOf: (name: string) => string,
): Record<string, ort.Tensor> {
  const views = slices.map(({ name, shape, start, end }) => {
    return [nameOf(name), tensorOf(runtime, flat.subarray(start, end), shape)];
  });
  return Object.fromEntries(views);
}

/** The terms of a problem as numbers. */
export const metricsOf = (results: Readonly<Record<string, ort.OnnxValue>>): Metrics =>
  Object.fromEntries(
    Object.entries(results).map(([name, value]) => [name, (value as ort.Tensor).data[0] as number]),
  ) as Metrics;
