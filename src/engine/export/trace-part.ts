import { firstLine } from '../../errors.js';
import type { Tensors } from '../../problem/problem.js';
import type { Shapes } from '../../problem/shapes.js';
import { type FreeGraph, freeDimension } from '../onnx/free-dimension.js';
import { cannotFree } from '../onnx/free-value.js';
import type { Graph } from '../onnx/graph.js';
import { pureGraph } from '../trace/purity.js';
import { traceFunction } from '../trace/trace.js';
import { callSite, TraceError } from '../trace/trace-error.js';
import { shapesAt } from './batch.js';

type TensorMap = (inputs: Tensors) => Tensors;

/** A function at one batch size, as a graph. @throws TraceError where it cannot be compiled, or draws by itself */
export const traceAt = (fn: TensorMap, shapes: Shapes): Graph =>
  pureGraph('The function', () => traceFunction(fn, shapes, callSite)).graph;

/** Primes above most sizes, so that none is the batch size by chance; close, so that none lies between two of them. */
const batches = [1009, 1013, 1019] as const;

/**
 * A function of inputs of any batch size, as a graph.
 * @param shapes with −1 for the batch size
 * @throws TraceError where it cannot be compiled, draws by itself, or has something that only holds for some batch sizes
 */
export function traceFree(fn: TensorMap, shapes: Shapes): FreeGraph {
  const [first, ...others] = batches;
  return freeDimension([
    { batch: first, graph: withRows(first, () => traceAt(fn, shapesAt(shapes, first))) },
    ...others.map((batch) => ({
      batch,
      graph: withRows(batch, () => traceFunction(fn, shapesAt(shapes, batch))),
    })),
  ]);
}

/** What a function complains of in inputs that have other sizes than it was written for. */
function withRows<T>(batch: number, trace: () => T): T {
  try {
    return trace();
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw cannotFree(`with ${batch} rows the function fails: ${firstLine(error)}`);
  }
}
