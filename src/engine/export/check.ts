import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import type { Arrays, Tensors } from '../../problem/problem.js';
import { type Shapes, tensorsOf } from '../../problem/shapes.js';
import { noise } from '../../random/index.js';
import { feedsOf } from '../compiled/feeds.js';
import { createSession, loadRuntime } from '../compiled/session.js';
import { checkedInput } from '../eager-function.js';
import type { EncodeOptions } from '../onnx/encode.js';
import { type Graph, sameShape, sizeOf } from '../onnx/graph.js';
import { shapesAt } from './batch.js';

/** What a file is checked with. */
export interface Check {
  fn: (inputs: Tensors) => Tensors;
  /** Of its inputs, with −1 for the batch size. */
  shapes: Shapes;
  batches: readonly number[];
  /** Default: standard normal numbers. */
  sample?: Arrays | undefined;
}

/** The largest difference of any output, relative to the largest number of that output, or to 1 if that is less. */
export interface Difference {
  /** NaN where one has NaN, or another shape. */
  error: number;
  /** Where it is. */
  batch: number;
}

/** Runs the file of a graph beside the function that it was made of. */
export async function worstDifference(graph: Graph, encoding: EncodeOptions, check: Check): Promise<Difference> {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, graph, { threads: 1 }, encoding);
  const differences: Difference[] = [];
  for (const batch of check.batches) {
    const shapes = shapesAt(check.shapes, batch);
    const inputs = check.sample ? sampleAt(check.sample, check.shapes, batch) : normalSample(shapes);
    const found = await session.run(feedsOf(runtime, { inputs: shapes }, inputs));
    for (const { name, shape, values } of eagerly(check.fn, shapes, inputs)) {
      const { data, dims } = found[name]!;
      const isSame = sameShape(dims, shape);
      differences.push({ batch, error: isSame ? relativeError(data as Float32Array, values) : Number.NaN });
    }
  }
  await session.release();
  return differences.reduce((worst, one) => (one.error <= worst.error || Number.isNaN(worst.error) ? worst : one));
}

const normalSample = (shapes: Shapes): Arrays =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, noise(0, name).normal(sizeOf(shape))]));

/** A sample at a batch size: its rows one after the other, and again from the first. */
function sampleAt(sample: Arrays, free: Shapes, batch: number): Arrays {
  const [rows, shapes] = [shapesAt(free, 1), shapesAt(free, batch)];
  const sized = Object.entries(sample).filter(([name]) => free[name]?.includes(-1));
  const repeated = sized.map(([name, values]) => {
    const rowSize = sizeOf(rows[name]!);
    if (values.length === 0 || values.length % rowSize > 0) {
      throw new RangeError(expected(`sample \`${name}\``, `hold rows of ${rowSize} numbers`, values.length));
    }
    return [name, Float32Array.from({ length: sizeOf(shapes[name]!) }, (_, i) => values[i % values.length]!)];
  });
  return { ...sample, ...Object.fromEntries(repeated) };
}

/** What the library computes, with its shapes. */
function eagerly(fn: Check['fn'], shapes: Shapes, inputs: Arrays) {
  const outputs: { name: string; shape: readonly number[]; values: Float32Array }[] = [];
  tf.tidy(() => {
    const tensors = tensorsOf(shapes, (name, shape) => tf.tensor(checkedInput(inputs, name, shape), [...shape]));
    for (const [name, output] of Object.entries(fn(tensors))) {
      outputs.push({ name, shape: output.shape, values: output.dataSync<'float32'>() });
    }
  }); // Not as its result, which tfjs would search for tensors, number by number.
  return outputs;
}

/** Relative to the largest number, or to 1 if that is less. */
function relativeError(found: Float32Array, wanted: Float32Array): number {
  let [difference, scale] = [0, 1];
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - wanted[i]!));
    scale = Math.max(scale, Math.abs(wanted[i]!));
  }
  return difference / scale;
}
