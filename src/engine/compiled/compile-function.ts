import type { Tensors } from '../../problem/problem.js';
import type { Shapes, TensorsOf } from '../../problem/shapes.js';
import type { TensorFunction } from '../eager-function.js';
import { pureGraph } from '../trace/purity.js';
import { traceFunction } from '../trace/trace.js';
import { feedsOf } from './feeds.js';
import { createSession, loadRuntime } from './session.js';
import type { SessionOptions } from './session-options.js';

const outputPrefix = 'out/'; // A function may name an output like an input.

/**
 * A pure tensor function as one ONNX graph at fixed shapes.
 * @throws TraceError if it cannot be compiled; UserError if ONNX Runtime or the execution provider is not there
 */
export async function compileFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
  options: SessionOptions = {},
): Promise<TensorFunction> {
  const runtime = await loadRuntime(options);
  const renamed = (inputs: TensorsOf<Inputs>) =>
    Object.fromEntries(Object.entries(fn(inputs)).map(([name, output]) => [outputPrefix + name, output]));
  const { graph, check } = pureGraph('The function', () => traceFunction(renamed, shapes));
  const session = await createSession(runtime, graph, options);
  return {
    async run(inputs) {
      check();
      const results = Object.entries(await session.run(feedsOf(runtime, { inputs: shapes }, inputs)));
      return Object.fromEntries(
        results.map(([name, { data }]) => [name.slice(outputPrefix.length), data as Float32Array]),
      );
    },
    dispose() {
      void session.release();
    },
  };
}
