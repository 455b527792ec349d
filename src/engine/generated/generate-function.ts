import type { Arrays, Tensors } from '../../problem/problem.js';
import type { Shapes, TensorsOf } from '../../problem/shapes.js';
import type { TensorFunction } from '../eager-function.js';
import { pacer } from '../pace.js';
import { pureGraph } from '../trace/purity.js';
import { traceFunction } from '../trace/trace.js';
import { feed } from './feed.js';
import { loadProgram } from './program.js';

/**
 * A pure tensor function as WebAssembly at fixed shapes.
 * @throws TraceError if it cannot be compiled
 */
export async function generateFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
): Promise<TensorFunction> {
  const { graph, check } = pureGraph('The function', () => traceFunction(fn, shapes));
  const program = await loadProgram(graph);
  const pace = pacer();
  return {
    async run(inputs): Promise<Arrays> {
      check();
      await pace();
      feed(program, { inputs: shapes }, inputs);
      program.run();
      return Object.fromEntries([...program.outputs].map(([name, values]) => [name, values.slice()]));
    },
    dispose() {},
  };
}
