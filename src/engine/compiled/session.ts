import { availableParallelism } from 'node:os';
import type * as ort from 'onnxruntime-node';
import { expected, firstLine, UserError, unknownName } from '../../errors.js';
import { type EncodeOptions, encodeModel } from '../onnx/encode.js';
import { type Graph, operatorsOf, sizeOf } from '../onnx/graph.js';
import { TraceError } from '../trace/trace-error.js';
import { MissingRuntimeError } from './missing-runtime.js';

/** Where a compiled graph runs: plain processors, an NVIDIA GPU through CUDA, or any GPU through WebGPU. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';
/** All there may be; which of them are there depends on how ONNX Runtime was installed. */
export const executionProviders: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

export interface SessionOptions {
  /**
   * Threads of one graph run, and at most of an update of the weights. Default: the environment variable VINF_THREADS; without it, for graphs with a tensor of
   * 2¹⁵ numbers, one per core up to 4 and half the cores up to 8; else 1.
   */
  threads?: number;
  /** Default `cpu`. */
  executionProvider?: ExecutionProvider;
}

/** Threads wait actively for 50 µs and not between runs: on a busy machine the usual second takes time from the others. */
const threadsAtRest = { intra_op: { spin_duration_us: '50' }, force_spinning_stop: '1' };

/** Smaller tensors are done before a second thread has woken up: at 2¹³ numbers two threads take 1.5 times the processor. */
const worthThreads = 2 ** 15;

/** How many threads a run of a graph has. @throws UserError for a number that is none */
export function threadsOf(graph: Graph, { threads }: SessionOptions): number {
  if (threads !== undefined) return checkedThreads('threads', threads);
  const { VINF_THREADS: wanted } = process.env;
  if (wanted) return checkedThreads('VINF_THREADS', wanted);
  const sizes = operatorsOf(graph).flatMap(({ outputs }) => outputs.map(({ shape }) => sizeOf(shape)));
  const cores = availableParallelism();
  return sizes.some((size) => size >= worthThreads) ? Math.max(Math.min(4, cores), Math.min(8, cores >> 1)) : 1;
}

function checkedThreads(name: string, threads: number | string): number {
  if (Number.isInteger(Number(threads)) && Number(threads) >= 1) return Number(threads);
  throw new UserError(expected(name, 'be a whole number of at least 1', threads));
}

/**
 * A WebGPU shader may count on eight buffers, and one holds what is split. Sums of several tensors have no shader: they
 * would be computed on the processor.
 */
const webgpuEncoding: EncodeOptions = { mostParts: 7, addPairs: true };
/** ONNX Runtime's own calls need no checking, which takes up to a third of the time of a graph of many small operators. */
const webgpu = { name: 'webgpu', validationMode: 'disabled' } as const;

export interface GraphOptions extends EncodeOptions {
  /** Names of outputs that stay on a graphics card. Default: all come back. */
  staying?: readonly string[];
}

/** ONNX Runtime, which is loaded when it is first needed. */
export type Runtime = typeof ort;

/** Loads ONNX Runtime. @throws MissingRuntimeError where its native library does not load */
export async function loadRuntime(): Promise<Runtime> {
  try {
    const module = (await import('onnxruntime-node')) as Runtime & { default?: Runtime };
    const runtime = module.default ?? module;
    runtime.env.logLevel = 'fatal'; // What goes wrong is thrown too.
    return runtime;
  } catch (error) {
    throw new MissingRuntimeError(
      `onnxruntime-node does not load: ${firstLine(error)}; install it again with \`npm ci\`, or use the eager engine`,
    );
  }
}

/**
 * A session of ONNX Runtime over a graph.
 * @throws UserError for an unknown execution provider, or one that is not there; TraceError for a graph that is refused
 */
export async function createSession(
  runtime: Runtime,
  graph: Graph,
  options: SessionOptions = {},
  { staying, ...encoding }: GraphOptions = {},
): Promise<ort.InferenceSession> {
  const { executionProvider = 'cpu' } = options;
  const threads = threadsOf(graph, options);
  if (!executionProviders.includes(executionProvider)) {
    throw new UserError(unknownName('execution provider', executionProvider, executionProviders));
  }
  try {
    const limits = executionProvider === 'webgpu' ? webgpuEncoding : {};
    return await runtime.InferenceSession.create(encodeModel(graph, { ...limits, ...encoding }), {
      executionProviders: [executionProvider === 'webgpu' ? webgpu : executionProvider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'basic',
      enableMemPattern: false, // A plan of memory would lie beside what the first run has taken: 17 MB more, no faster.
      extra: { session: threadsAtRest },
      logSeverityLevel: 4,
      ...(staying && { preferredOutputLocation: Object.fromEntries(staying.map((name) => [name, 'gpu-buffer'])) }),
    });
  } catch (error) {
    if (executionProvider === 'cpu') throw new TraceError(`Cannot compile: ONNX Runtime says ${firstLine(error)}`);
    throw new UserError(`Execution provider "${executionProvider}" is not available: ${firstLine(error)}; use cpu`);
  }
}
