import { drawWeights } from '../problem/layout.js';
import type { Problem } from '../problem/problem.js';
import type { TrainingState } from '../problem/step.js';

export interface StartOptions {
  /** Where training goes on from; its numbers are copied. Default: the starting weights, drawn from `seed`. */
  state?: TrainingState;
  /** Of the starting weights. Default 0. */
  seed?: number;
}

/** Fills the arrays of a state that an engine keeps: with the numbers of another one, or the starting weights. */
export function startState(state: TrainingState, { weights }: Problem, { state: given, seed = 0 }: StartOptions): void {
  if (!given) {
    drawWeights(weights, seed, state.weights);
    return;
  }
  state.step = given.step;
  if (given.average) state.average = given.average.slice();
  state.weights.set(given.weights);
  for (const [i, slot] of given.slots.entries()) state.slots[i]!.set(slot);
}
