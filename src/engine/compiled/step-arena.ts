import { cores } from '../../host.js';
import { knownUpdate } from '../../problem/optimiser.js';
import type { Graph } from '../onnx/graph.js';
import { sharedMemoryOf } from '../web-assembly.js';
import { type Arena, arena, arenaBytes, boardOf } from './arena.js';
import type { CompileOptions } from './compile-options.js';
import { fasterWay } from './faster-way.js';
import { sharedOptimiserWasm } from './optimiser-wasm.js';
import { type Runtime, threadsOf } from './session.js';
import { takesSharedMemory } from './shared-memory.js';
import { startHelpers } from './update-helpers.js';

/** Weights of a thread that is worth its 9 MiB and its waking: 0.2 ms of the update. */
const worthThread = 2 ** 18;

/**
 * The arena of a compiled step, whose updates have as many threads as runs of the graph, where there are cores for them
 * and weights enough, and while that is faster than one. Their number changes no bit: each weight is updated by itself.
 * @returns it, with a function that ends the threads
 */
export async function stepArena(
  runtime: Runtime,
  graph: Graph,
  length: number,
  options: CompileOptions,
): Promise<Arena & { end(): void }> {
  const { optimiser, clipNorm, runtime: given } = options;
  const threads = Math.min(threadsOf(graph, options), cores(), Math.floor(length / worthThread));
  if (threads < 2 || given || !knownUpdate(optimiser) || !(await takesSharedMemory(runtime))) {
    return { ...arena(length, optimiser, clipNorm), end() {} };
  }
  const place = { memory: sharedMemoryOf(arenaBytes(length, optimiser)), wasm: sharedOptimiserWasm };
  const made = arena(length, optimiser, clipNorm, place);
  const end = startHelpers(threads - 1, { ...place, board: boardOf(length, optimiser) }, made.state);
  const faster = fasterWay();
  return { ...made, update: (step) => faster((together) => made.update(step, together)), end };
}
