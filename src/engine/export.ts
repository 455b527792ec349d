import { checkCount, expected, UserError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic.js';
import { weightTensors } from '../problem/layout.js';
import type { Arrays, Tensors, WeightSpec } from '../problem/problem.js';
import type { Shapes, TensorsOf } from '../problem/shapes.js';
import { batchShapes, hasBatch, shapesAt } from './export/batch.js';
import { worstDifference } from './export/check.js';
import { metadataOf } from './export/metadata.js';
import { traceAt, traceFree } from './export/trace-part.js';
import { encodeModel } from './onnx/encode.js';
import type { FreeGraph } from './onnx/free-dimension.js';
import { operatorsOf } from './onnx/graph.js';
import { TraceError } from './trace/trace-error.js';

/** A part of a trained model: a pure function of weights and inputs, outputs by name. */
export interface Exportable {
  /**
   * Shapes of the inputs, with −1 for the batch size: `{ x: [-1, 2] }`. Where none has a −1, the batch size is the number
   * of rows that all inputs begin with, or all but those of one row; `batch` of the options fixes it.
   */
  readonly inputs: Shapes;
  /** What it computes, for the file's `doc_string`. Default: inputs and outputs with their shapes. */
  readonly description?: string;
  /** What inputs and outputs are measured in, by their names, such as `{ logProb: 'nats' }`; for the file's metadata. */
  readonly units?: Readonly<Record<string, string>>;
  apply(weights: Tensors, inputs: Tensors): Tensors;
}

/** An exportable part whose `apply` gets inputs of the ranks that it declares, as `defineProblem` does it for a loss. */
export function defineExportable<const Inputs extends Shapes>(
  part: Omit<Exportable, 'inputs' | 'apply'> & {
    inputs: Inputs;
    apply(weights: Tensors, inputs: TensorsOf<Inputs>): Tensors;
  },
): Exportable;
export function defineExportable(part: Exportable): Exportable {
  return part;
}

export interface ExportOptions {
  weights: readonly WeightSpec[];
  /** The weights one after the other, as in a training state. */
  values: Float32Array;
  /** Rows that the file takes at a time. Default: any number. */
  batch?: number | undefined;
  /** Written into the file's metadata, such as the run and its step. */
  notes?: Readonly<Record<string, string>>;
  /** What the file is checked with: rows of each input. Default: standard normal numbers. */
  sample?: Arrays;
}

/** What was written, and how far its results are from the library's. */
export interface ExportReport {
  bytes: number;
  operators: number;
  /** Rows that the file takes at a time: `free` for any number; null where no input has a batch size. */
  batch: number | 'free' | null;
  /** Largest difference of any output at the sample, relative to the largest number of that output, or to 1 if that is less. */
  error: number;
}

/** Float32 rounding over a few hundred operators stays well below; a wrong operator does not. */
const tolerance = 1e-3;

/** What a file that takes any batch size is checked at. */
const checkedBatches = [1, 7, 1000];

/**
 * Writes a part of a trained model as a standard ONNX file, weights included, and runs the file to check it against the
 * library, at several batch sizes where it takes any. Its metadata has the version of vinf, the inputs and outputs with
 * their shapes and units, what the weights are of, and the notes.
 * @throws TraceError if the function cannot be compiled, or not for any batch size; RangeError for shapes or
 *   names that do not fit; UserError if the file's results differ or it cannot be written
 * @example
 * ```ts
 * import { defineExportable, exportOnnx, planar } from 'vinf';
 *
 * const flow = planar(2, { layers: 4 });
 * const part = defineExportable({
 *   inputs: { z: [-1, 2], params: [1, flow.paramCount] }, // any number of points, one set of parameters
 *   apply: (_, { z, params }) => ({ x: flow.forward(z, params).z }),
 * });
 * const { error } = await exportOnnx('planar.onnx', part, { weights: [], values: new Float32Array() });
 * console.log(error < 1e-4); // true
 * ```
 */
export async function exportOnnx(path: string, part: Exportable, options: ExportOptions): Promise<ExportReport> {
  const fn = (inputs: Tensors) => part.apply(weightTensors(options.weights, options.values), inputs);
  const { batch, shapes } = inputsOf(part, options);
  const { graph, dimensions } = notWritten(path, () => traced(fn, shapes));
  const encoding = { dimensions, metadata: metadataOf({ graph, dimensions }, { ...part, ...options }) };
  const batches = typeof batch === 'string' ? checkedBatches : [batch ?? 1];
  const worst = await worstDifference(graph, encoding, { fn, shapes, batches, sample: options.sample });
  if (!(worst.error <= tolerance)) {
    const complaint = `expected results within ${tolerance} of the library's at sample inputs, got ${worst.error} off`;
    const where = batch === 'free' ? ` with a batch of ${worst.batch}` : '';
    throw new UserError(`${path} is not written: ${complaint}${where}; export the weights instead`);
  }
  const model = encodeModel(graph, encoding);
  await writeFileAtomic(path, model);
  return { bytes: model.length, operators: operatorsOf(graph).length, batch, error: worst.error };
}

/** The shapes that the file has, with −1 for a batch size that is free. */
function inputsOf({ inputs }: Exportable, { batch: wanted }: ExportOptions) {
  if (wanted !== undefined) checkCount('batch', wanted, 'exportOnnx');
  const free = batchShapes(inputs);
  if (wanted !== undefined && !hasBatch(free)) {
    throw new RangeError(
      expected('the inputs', 'begin with the batch size, or to say −1 where it is', inputs, 'exportOnnx'),
    );
  }
  if (!hasBatch(free)) return { batch: null, shapes: free };
  return wanted === undefined
    ? ({ batch: 'free', shapes: free } as const)
    : { batch: wanted, shapes: shapesAt(free, wanted) };
}

const traced = (fn: (inputs: Tensors) => Tensors, shapes: Shapes): FreeGraph =>
  hasBatch(shapes) ? traceFree(fn, shapes) : { graph: traceAt(fn, shapes), dimensions: new Map() };

/** A graph, or why there is no file. */
function notWritten<T>(path: string, trace: () => T): T {
  try {
    return trace();
  } catch (error) {
    throw error instanceof TraceError ? new TraceError(`${path} is not written: ${error.message}`) : error;
  }
}
