import * as tf from '@tensorflow/tfjs';
import type { Tensors, WeightSpec } from './problem.js';
import type { TrainingState } from './step.js';

/** Where each weight lies in the flat arrays of a training state. */
export interface Slice {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Weight after weight, in the order of the specs. */
export function layout(weights: readonly WeightSpec[]): Slice[] {
  let end = 0;
  return weights.map(({ name, shape }) => {
    const start = end;
    end += shape.reduce((size, n) => size * n, 1);
    return { name, shape, start, end };
  });
}

/** Writes the starting weights, one after the other, into `flat`. */
export function drawWeights(weights: readonly WeightSpec[], seed: number, flat: Float32Array): void {
  const slices = layout(weights);
  for (const [i, spec] of weights.entries()) flat.set(spec.initial(seed), slices[i]!.start);
}

/** The state before the first update. */
export function initialState(weights: readonly WeightSpec[], slotCount: number, seed: number): TrainingState {
  const flat = new Float32Array(layout(weights).at(-1)?.end ?? 0);
  drawWeights(weights, seed, flat);
  return { step: 0, weights: flat, slots: Array.from({ length: slotCount }, () => new Float32Array(flat.length)) };
}

/** Trained weights as tensors by name, for evaluation; the caller disposes of them. */
export function weightTensors(weights: readonly WeightSpec[], flat: Float32Array): Tensors {
  const tensorOf = ({ shape, start, end }: Slice) => tf.tensor(flat.slice(start, end), [...shape]);
  return Object.fromEntries(layout(weights).map((slice) => [slice.name, tensorOf(slice)]));
}
