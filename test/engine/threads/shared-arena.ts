import { type Arena, arena, arenaBytes, boardOf } from '../../../src/engine/compiled/arena.js';
import { sharedOptimiserWasm } from '../../../src/engine/compiled/optimiser-wasm.js';
import { startHelpers } from '../../../src/engine/compiled/update-helpers.js';
import { sharedMemoryOf } from '../../../src/engine/web-assembly.js';
import type { Optimiser } from '../../../src/problem/optimiser.js';

/** An arena in shared memory, with so many helpers, a function that ends them, and the board. */
export function sharedArena(
  length: number,
  optimiser: Optimiser,
  helpers: number,
  clipNorm?: number,
): Arena & { end(): void; board: Int32Array } {
  const place = { memory: sharedMemoryOf(arenaBytes(length, optimiser)), wasm: sharedOptimiserWasm };
  const board = boardOf(length, optimiser);
  const made = arena(length, optimiser, clipNorm, place);
  const end = startHelpers(helpers, { ...place, board }, made.state);
  return { ...made, end, board: new Int32Array(place.memory.buffer, board, 64) };
}
