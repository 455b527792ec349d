import { type KnownUpdate, knownUpdate, type Optimiser } from '../../problem/optimiser.js';
import type { TrainingState } from '../../problem/step.js';
import { decodeBase64, instantiateNow, type Memory, memoryOf } from '../web-assembly.js';
import { optimiserWasm } from './optimiser-wasm.js';
import { stepNumbers } from './step-numbers.js';

/** The arrays of a training state and the gradients, in one memory that the optimiser's machine code works on. */
export interface Arena {
  readonly state: TrainingState;
  readonly gradients: Float32Array;
  /**
   * Updates the weights from the gradients, scaled down to `clipNorm` where their norm is larger.
   * @param together calls the threads that help, where there are some; default false
   */
  update(step: number, together?: boolean): void;
}

interface Exports {
  sumSquares(gradients: number, bytes: number): number;
  update(board: number, together: number): void;
}

const alignment = 64; // Bytes; a cache line.
const boardBytes = 256;
/** Bytes of a stretch, of each array: what a thread does at once takes some tens of microseconds. */
const stretchBytes = 2 ** 16;

/** Bytes of `length` numbers in an arena; the weights are the first array of it and the gradients the second. */
export const arrayBytes = (length: number): number => Math.ceil((length * 4) / alignment) * alignment;

/** Where in an arena the board is that optimiser.wat tells of: behind the arrays. */
export const boardOf = (length: number, { slotCount }: Optimiser): number => arrayBytes(length) * (2 + slotCount);

/** Bytes of an arena. */
export const arenaBytes = (length: number, optimiser: Optimiser): number => boardOf(length, optimiser) + boardBytes;

/** A memory that has an arena at its start, and the machine code for memory of its kind. */
export interface Place {
  memory: Memory<ArrayBufferLike>;
  wasm: string;
}

/** Makes room for `length` weights, with moments and gradients, all zero. */
export function arena(
  length: number,
  optimiser: Optimiser,
  clipNorm?: number,
  { memory, wasm }: Place = { memory: memoryOf(arenaBytes(length, optimiser)), wasm: optimiserWasm },
): Arena {
  const bytes = arrayBytes(length);
  const view = (index: number) => new Float32Array(memory.buffer, index * bytes, length);
  const slots = Array.from({ length: optimiser.slotCount }, (_, i) => view(i + 2));
  const state: TrainingState = { step: 0, weights: view(0), slots };
  const gradients = view(1);
  const code = instantiateNow(decodeBase64(wasm), memory) as Exports;
  const scale = () => (clipNorm === undefined ? 1 : Math.min(1, clipNorm / Math.sqrt(code.sumSquares(bytes, bytes))));
  const finite = (factor: number) => (Number.isNaN(factor) ? 1 : factor);
  const known = knownUpdate(optimiser);
  const board = boardOf(length, optimiser);
  const numbers = new Float32Array(memory.buffer, board + 208, 7);
  if (known) new Int32Array(memory.buffer, board + 192, 4).set(plan(bytes, known));
  return {
    state,
    gradients,
    update(step, together = false) {
      const factor = finite(scale());
      if (known) {
        numbers.set([factor, ...numbersOf(known, step)]);
        return code.update(board, Number(together));
      }
      if (factor < 1) for (let i = 0; i < length; i++) gradients[i]! *= factor;
      optimiser.update(state.weights, gradients, state.slots, step);
    },
  };
}

/** What stays on the board, from byte 192. */
const plan = (bytes: number, { kind }: KnownUpdate): number[] => [
  Math.ceil(bytes / stretchBytes),
  bytes,
  stretchBytes,
  ['adam', 'rmsprop'].indexOf(kind),
];

/** The numbers of an update after its scale, from byte 212 of the board. */
function numbersOf(known: KnownUpdate, step: number): number[] {
  const { rate, epsilon } = stepNumbers(known, step);
  if (known.kind === 'rmsprop') return [known.decay, 1 - known.decay, known.momentum, rate, epsilon];
  return [known.beta1, 1 - known.beta1, known.beta2, 1 - known.beta2, rate, epsilon];
}
