import { type KnownUpdate, knownUpdate, type Optimiser } from '../../problem/optimiser.js';
import type { TrainingState } from '../../problem/step.js';
import { decodeBase64, instantiateNow, type Memory, memoryOf } from '../web-assembly.js';
import { optimiserWasm } from './optimiser-wasm.js';
import { stepNumbers } from './step-numbers.js';

/** The arrays of a training state and the gradients, in one memory that the optimiser's machine code works on. */
export interface Arena {
  readonly state: TrainingState;
  readonly gradients: Float32Array;
  /** Updates the weights from the gradients, scaled down to `clipNorm` where their norm is larger. */
  update(step: number): void;
}

interface Exports {
  sumSquares(gradients: number, bytes: number): number;
  adam(...args: number[]): void;
  rmsprop(...args: number[]): void;
}

const alignment = 64; // Bytes; a cache line.

/** Bytes of `length` numbers in an arena; the weights are the first array of it and the gradients the second. */
export const arrayBytes = (length: number): number => Math.ceil((length * 4) / alignment) * alignment;

/** Bytes of an arena. */
export const arenaBytes = (length: number, { slotCount }: Optimiser): number => arrayBytes(length) * (2 + slotCount);

/** Makes room for `length` weights, with moments and gradients, all zero. @param memory that has it at its start */
export function arena(
  length: number,
  optimiser: Optimiser,
  clipNorm?: number,
  memory: Memory = memoryOf(arenaBytes(length, optimiser)),
): Arena {
  const bytes = arrayBytes(length);
  const view = (index: number) => new Float32Array(memory.buffer, index * bytes, length);
  const slotIndices = Array.from({ length: optimiser.slotCount }, (_, i) => i + 2);
  const state: TrainingState = { step: 0, weights: view(0), slots: slotIndices.map(view) };
  const gradients = view(1);
  const code = instantiateNow(decodeBase64(optimiserWasm), memory) as Exports;
  const scale = () => (clipNorm === undefined ? 1 : Math.min(1, clipNorm / Math.sqrt(code.sumSquares(bytes, bytes))));
  const finite = (factor: number) => (Number.isNaN(factor) ? 1 : factor);
  const known = knownUpdate(optimiser);
  const offsets = slotIndices.map((index) => index * bytes);
  return {
    state,
    gradients,
    update(step) {
      const factor = finite(scale());
      if (known) return updateBy(code, known, { offsets, bytes, scale: factor, step });
      if (factor < 1) for (let i = 0; i < length; i++) gradients[i]! *= factor;
      optimiser.update(state.weights, gradients, state.slots, step);
    },
  };
}

interface Update {
  /** Of the slots in the memory, bytes. */
  offsets: readonly number[];
  bytes: number;
  /** Of the gradients. */
  scale: number;
  step: number;
}

/** The optimisers with machine code; others update in JavaScript. */
function updateBy(code: Exports, known: KnownUpdate, { offsets, bytes, scale, step }: Update): void {
  const [first, second] = [offsets[0]!, offsets[1]!];
  if (known.kind === 'rmsprop') {
    const { decay, momentum, epsilon } = known;
    code.rmsprop(0, bytes, first, second, bytes, scale, decay, 1 - decay, momentum, known.rate(step), epsilon);
    return;
  }
  const { beta1, beta2 } = known;
  const { rate, epsilon } = stepNumbers(known, step);
  code.adam(0, bytes, first, second, bytes, scale, beta1, 1 - beta1, beta2, 1 - beta2, rate, epsilon);
}
