import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { RoundRecorder } from '../../tensors/iterate.js';
import { registerRowDft } from '../../tensors/row-dft.js';
import { correctCpuKernels } from '../kernels/cpu-kernels.js';
import type { Builder } from '../onnx/builder.js';
import type { Value } from '../onnx/graph.js';
import { finishedLoop } from '../onnx/loop.js';
import { kernels } from './kernels.js';
import { callerLine, TraceError } from './trace-error.js';

const backendName = 'vinf-trace';

type DataId = tf.TensorInfo['dataId'];

/**
 * A tfjs backend that computes nothing: tensors that depend on the inputs of the traced function are values of a graph,
 * and each kernel on them adds operators to it. Kernels on other tensors run as on the cpu backend, so that whatever does
 * not depend on the inputs ends up as a constant.
 */
class TraceBackend extends MathBackendCPU implements RoundRecorder {
  graph: Builder | undefined;
  private readonly symbols = new WeakMap<DataId, Value>();

  symbolOf({ dataId }: tf.TensorInfo): Value | undefined {
    return this.symbols.get(dataId);
  }

  /** A tensor that stands for a value of the graph. */
  symbolic(value: Value): tf.TensorInfo {
    const dtype = value.type === 'int64' ? 'int32' : value.type;
    const info = this.makeTensorInfo([...value.shape], dtype);
    this.symbols.set(info.dataId, value);
    return info;
  }

  /** The value of any tensor in the graph: what it stands for, or its numbers as a constant. */
  constantOrSymbol(info: tf.TensorInfo): Value {
    const known = this.symbols.get(info.dataId);
    if (known) return known;
    const type = info.dtype as 'float32' | 'int32' | 'bool';
    return this.graph!.constant(info.shape, type, super.readSync(info.dataId) as Float32Array);
  }

  /** The tensor of a value of the graph, for the traced function. */
  tensorOf(value: Value): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.symbolic(value));
  }

  /** Rounds whose number depends on the inputs are a loop of the graph. */
  recordRounds: RoundRecorder['recordRounds'] = (start, round, most) => {
    const first = start.map((x) => this.constantOrSymbol(x));
    const last = finishedLoop(this.graph!, most, first, (values) => {
      const { state, again } = round(values.map((value) => this.tensorOf(value)));
      return { state: state.map((x) => this.constantOrSymbol(x)), again: this.constantOrSymbol(again) };
    });
    return last.map((value) => this.tensorOf(value));
  };

  override readSync(dataId: DataId) {
    if (!this.symbols.has(dataId)) return super.readSync(dataId);
    throw new TraceError(
      `Cannot compile: the values of a tensor that depends on the inputs are read at ${callerLine()}`,
    );
  }
}

let backend: TraceBackend | undefined;

/** The backend, registered at its first use with all kernels that tfjs knows. */
function traceBackend(): TraceBackend {
  if (backend) return backend;
  const made = new TraceBackend();
  tf.registerBackend(backendName, () => made, 0);
  registerRowDft('cpu');
  correctCpuKernels();
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: (call) => {
        const isSymbolic = Object.values(call.inputs).some((x) => made.symbolOf(x as tf.TensorInfo));
        return isSymbolic ? record(made, kernelName, call.inputs, call.attrs) : kernelFunc(call);
      },
    });
  }
  backend = made;
  return made;
}

function record(made: TraceBackend, name: string, inputs: object, attributes: object | undefined) {
  const kernel = kernels[name];
  if (!kernel) throw new TraceError(`Cannot compile: kernel ${name} has no ONNX form, called at ${callerLine()}`);
  const infos = Object.entries(inputs as Record<string, tf.TensorInfo | undefined>);
  const operands = infos.flatMap(([key, info]) => (info ? [[key, made.constantOrSymbol(info)] as const] : []));
  const result = kernel(made.graph!, Object.fromEntries(operands), (attributes ?? {}) as Record<string, unknown>);
  return Array.isArray(result) ? result.map((value) => made.symbolic(value)) : made.symbolic(result as Value);
}

/** What traced code may do with tensors and graph values. */
export interface Tracing {
  tensor(value: Value): tf.Tensor;
  symbolOf(tensor: tf.Tensor): Value;
}

/**
 * Runs `body` with tfjs recording into `graph` instead of computing; leaves no tensors and the backend as it was.
 * @throws TraceError where `body` reads values or calls a kernel that has no ONNX form
 */
export function withTracing<T>(graph: Builder, body: (tracing: Tracing) => T): T {
  const made = traceBackend();
  tf.backend(); // tfjs chooses its own where nobody has, so that there is one to go back to.
  const previous = tf.getBackend();
  made.graph = graph;
  void tf.setBackend(backendName); // Takes effect at once: the backend is there.
  try {
    let result: T | undefined;
    tf.tidy(() => {
      result = body({
        tensor: (value) => made.tensorOf(value),
        symbolOf: (tensor) => made.constantOrSymbol(tensor),
      });
    });
    return result as T;
  } finally {
    made.graph = undefined;
    void tf.setBackend(previous);
  }
}
