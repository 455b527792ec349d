import { firstLine } from '../../errors.js';
import { type Graph, sizeOf, type Value } from '../onnx/graph.js';
import { TraceError } from '../trace/trace-error.js';
import { instantiate, type Memory, memoryOf, pagesOf } from '../web-assembly.js';
import { writeSteps } from './kernels/write-steps.js';
import { fuse } from './plan/fuse.js';
import { lower } from './plan/lower.js';
import { alignment, constantsOf, giveAddresses, writtenResults } from './plan/memory.js';
import { rowsOf, type View } from './plan/view.js';

/** A graph as machine code: `run` computes the outputs from the inputs, in place. */
export interface Program {
  readonly memory: Memory;
  readonly inputs: ReadonlyMap<string, Float32Array>;
  readonly outputs: ReadonlyMap<string, Float32Array>;
  run(): void;
}

export interface ProgramOptions {
  /** Bytes at the start of the memory that are left free, for what else is kept there. Default 0. */
  reserved?: number;
  /** Where in the reserved part inputs lie, in bytes; the others are behind it. */
  inputsAt?: ReadonlyMap<string, number>;
  /** Likewise outputs. */
  outputsAt?: ReadonlyMap<string, number>;
}

/**
 * Compiles a graph to WebAssembly and loads it.
 * @throws TraceError for an operator that has no WebAssembly form, and where WebAssembly or the memory cannot be had
 */
export async function loadProgram(graph: Graph, options: ProgramOptions = {}): Promise<Program> {
  const { reserved = 0, inputsAt, outputsAt } = options;
  let end = Math.ceil(reserved / alignment) * alignment;
  const place = (name: string, { shape }: Value, known: ReadonlyMap<string, number> | undefined): [string, View] => {
    const address = known?.get(name) ?? end;
    if (address === end) end += Math.ceil((sizeOf(shape) * 4) / alignment) * alignment;
    return [name, rowsOf({ size: sizeOf(shape), address }, shape)];
  };
  const inputs = new Map(graph.inputs.map((value) => place(value.input!, value, inputsAt)));
  const outputs = new Map([...graph.outputs].map(([name, value]) => place(name, value, outputsAt)));
  const steps = fuse(lower(graph, inputs, outputs));
  const written = writtenResults(steps);
  end = giveAddresses(steps, written, end);
  const bytes = Math.max(end, 1);
  const code = writeSteps(steps, written).encode(pagesOf(bytes));
  const { memory, exports } = await loaded(code, bytes);
  for (const { address, constant } of constantsOf(steps)) put(memory, address!, constant!);
  const arrays = (views: ReadonlyMap<string, View>) =>
    new Map(
      [...views].map(([name, { buffer }]) => [name, new Float32Array(memory.buffer, buffer.address, buffer.size)]),
    );
  const { run } = exports as { run(): void };
  return { memory, inputs: arrays(inputs), outputs: arrays(outputs), run };
}

async function loaded(code: Uint8Array, bytes: number): Promise<{ memory: Memory; exports: unknown }> {
  try {
    const memory = memoryOf(bytes);
    return { memory, exports: await instantiate(code, memory) };
  } catch (error) {
    throw new TraceError(`Cannot compile: WebAssembly says ${firstLine(error)}`);
  }
}

function put({ buffer }: Memory, address: number, values: ArrayLike<number>): void {
  const Kind = values instanceof Float32Array ? Float32Array : Int32Array;
  new Kind(buffer, address, values.length).set(values);
}
