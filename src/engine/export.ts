import { UserError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic.js';
import { weightTensors } from '../problem/layout.js';
import type { Arrays, Tensors, WeightSpec } from '../problem/problem.js';
import type { Shapes, TensorsOf } from '../problem/shapes.js';
import { noise } from '../random/index.js';
import { feedsOf } from './compiled/feeds.js';
import { createSession, loadRuntime } from './compiled/session.js';
import { eagerFunction } from './eager-function.js';
import { encodeModel } from './onnx/encode.js';
import { type Graph, operatorsOf, sizeOf } from './onnx/graph.js';
import { traceFunction } from './trace/trace.js';

/** A part of a trained model: a pure function of weights and inputs at fixed shapes, outputs by name. */
export interface Exportable {
  readonly inputs: Shapes;
  apply(weights: Tensors, inputs: Tensors): Tensors;
}

/** An exportable part whose `apply` gets inputs of the ranks that it declares, as `defineProblem` does it for a loss. */
export function defineExportable<const Inputs extends Shapes>(part: {
  inputs: Inputs;
  apply(weights: Tensors, inputs: TensorsOf<Inputs>): Tensors;
}): Exportable;
export function defineExportable(part: Exportable): Exportable {
  return part;
}

export interface ExportOptions {
  weights: readonly WeightSpec[];
  /** The weights one after the other, as in a training state. */
  values: Float32Array;
  /** Written into the file's metadata, such as the run and its step. */
  notes?: Readonly<Record<string, string>>;
  /** What the file is checked with. Default: standard normal numbers. */
  sample?: Arrays;
}

/** What was written, and how far its results are from the library's. */
export interface ExportReport {
  bytes: number;
  operators: number;
  /** Largest difference of any output at the sample, relative to the largest number of that output, or to 1 if that is less. */
  error: number;
}

/** Float32 rounding over a few hundred operators stays well below; a wrong operator does not. */
const tolerance = 1e-3;

/**
 * Writes a part of a trained model as a standard ONNX file, weights included, and runs the file to check it
 * against the library. Shapes are fixed, the batch size too.
 * @throws TraceError if the function cannot be compiled; UserError if the file's results differ or it cannot be written
 * @example
 * ```ts
 * import { defineExportable, exportOnnx, planar } from 'vinf';
 *
 * const flow = planar(2, { layers: 4 });
 * const part = defineExportable({
 *   inputs: { z: [16, 2], params: [1, flow.paramCount] },
 *   apply: (_, { z, params }) => ({ x: flow.forward(z, params).z }),
 * });
 * const { error } = await exportOnnx('planar.onnx', part, { weights: [], values: new Float32Array() });
 * console.log(error < 1e-4); // true
 * ```
 */
export async function exportOnnx(path: string, part: Exportable, options: ExportOptions): Promise<ExportReport> {
  const fn = (inputs: Tensors) => part.apply(weightTensors(options.weights, options.values), inputs);
  const graph = traceFunction(fn, part.inputs);
  const model = encodeModel(graph, { notes: options.notes });
  const error = await compare(graph, fn, part.inputs, options.sample ?? normalSample(part.inputs));
  if (!(error <= tolerance)) {
    const complaint = `expected results within ${tolerance} of the library's at sample inputs, got ${error}`;
    throw new UserError(`${path} is not written: ${complaint} off; export the weights instead`);
  }
  await writeFileAtomic(path, model);
  return { bytes: model.length, operators: operatorsOf(graph).length, error };
}

const normalSample = (shapes: Shapes): Arrays =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, noise(0, name).normal(sizeOf(shape))]));

/** The largest relative difference between a graph and the function it was made of; NaN where one has NaN. */
async function compare(
  graph: Graph,
  fn: (inputs: Tensors) => Tensors,
  shapes: Shapes,
  sample: Arrays,
): Promise<number> {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, graph, { threads: 1 });
  const found = await session.run(feedsOf(runtime, shapes, sample));
  await session.release();
  const wanted = Object.entries(await eagerFunction(fn, shapes).run(sample));
  return Math.max(...wanted.map(([name, values]) => relativeError(found[name]!.data as Float32Array, values)));
}

function relativeError(found: Float32Array, wanted: Float32Array): number {
  let [difference, scale] = [0, 1];
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - wanted[i]!));
    scale = Math.max(scale, Math.abs(wanted[i]!));
  }
  return difference / scale;
}
