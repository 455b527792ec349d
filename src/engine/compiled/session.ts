import type * as ort from 'onnxruntime-node';
import { expected, firstLine, UserError, unknownName } from '../../errors.js';
import { cores, host, variable } from '../../host.js';
import { type EncodeOptions, encodeModel } from '../onnx/encode.js';
import { type Graph, operatorsOf, sizeOf } from '../onnx/graph.js';
import { TraceError } from '../trace/trace-error.js';
import { MissingRuntimeError } from './missing-runtime.js';
import { executionProviders, type SessionOptions } from './session-options.js';

/** Threads wait actively for 50 µs and not between runs: on a busy machine the usual second takes time from the others. */
const threadsAtRest = { intra_op: { spin_duration_us: '50' }, force_spinning_stop: '1' };

/** Smaller tensors are done before a second thread has woken up: at 2¹³ numbers two threads take 1.5 times the processor. */
const worthThreads = 2 ** 15;

/** How many threads a run of a graph has. @throws UserError for a number that is none */
export function threadsOf(graph: Graph, { threads }: SessionOptions): number {
  if (threads !== undefined) return checkedThreads('threads', threads);
  const wanted = variable('VINF_THREADS');
  if (wanted) return checkedThreads('VINF_THREADS', wanted);
  const sizes = operatorsOf(graph).flatMap(({ outputs }) => outputs.map(({ shape }) => sizeOf(shape)));
  const all = cores();
  return sizes.some((size) => size >= worthThreads) ? Math.max(Math.min(4, all), Math.min(8, all >> 1)) : 1;
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

/** What is used of ONNX Runtime. */
export type Runtime = Pick<typeof ort, 'InferenceSession' | 'Tensor'>;
type OwnRuntime = typeof ort;

/**
 * The ONNX Runtime that was given, or that of onnxruntime-node, which is loaded when it is first needed.
 * @throws MissingRuntimeError where its native library does not load; UserError for settings that another runtime has
 */
export async function loadRuntime({ runtime, ...options }: SessionOptions = {}): Promise<Runtime> {
  if (runtime) {
    checkOwnSettings(options);
    return runtime as Runtime;
  }
  if (!host) throw new MissingRuntimeError(noneInPage);
  try {
    // The name is computed so that bundles for a page, which have no use for it, do not look for it.
    const module = (await import(/* @vite-ignore */ ['onnxruntime', 'node'].join('-'))) as OwnRuntime & {
      default?: OwnRuntime;
    };
    const runtime = module.default ?? module;
    runtime.env.logLevel = 'fatal'; // What goes wrong is thrown too.
    return runtime;
  } catch (error) {
    throw new MissingRuntimeError(missing(error));
  }
}

const noneInPage =
  'A page has no ONNX Runtime of its own; give it that of onnxruntime-web as `runtime`, or use the generated engine';

/** What onnxruntime-web is told by its own `env`, and would not read in the options of a session. */
function checkOwnSettings({ threads, executionProvider }: Omit<SessionOptions, 'runtime'>): void {
  for (const [name, value] of Object.entries({ threads, executionProvider })) {
    if (value === undefined) continue;
    throw new UserError(expected(name, 'be left out where `runtime` is given, which has its own', value));
  }
}

function missing(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
    return 'onnxruntime-node is not installed; `npm install onnxruntime-node --ignore-scripts` adds it, for large networks and ONNX files';
  }
  return `onnxruntime-node does not load: ${firstLine(error)}; install it again, or use the generated engine`;
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
  const { executionProvider = 'cpu', runtime: given } = options;
  if (!executionProviders.includes(executionProvider)) {
    throw new UserError(unknownName('execution provider', executionProvider, executionProviders));
  }
  const threads = given ? {} : { intraOpNumThreads: threadsOf(graph, options), interOpNumThreads: 1 };
  try {
    const limits = executionProvider === 'webgpu' ? webgpuEncoding : {};
    return await runtime.InferenceSession.create(encodeModel(graph, { ...limits, ...encoding }), {
      executionProviders: [executionProvider === 'webgpu' ? webgpu : executionProvider],
      ...threads,
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
