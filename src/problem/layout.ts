import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Optimiser } from './optimiser.js';
import type { Tensors, WeightSpec } from './problem.js';
import type { TrainingState } from './step.js';

/** Where each weight lies in the flat arrays of a training state. */
export interface Slice {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Names that a checkpoint has for other things than weights. */
const reserved = /^(slot\d+\/|average\/|__metadata__$)/;

/**
 * Weight after weight, in the order of the specs.
 * @throws RangeError if two have the same name, or one has a name that checkpoints need for themselves
 */
export function layout(weights: readonly WeightSpec[]): Slice[] {
  checkNames(weights.map(({ name }) => name));
  let end = 0;
  return weights.map(({ name, shape }) => {
    const start = end;
    end += shape.reduce((size, n) => size * n, 1);
    return { name, shape, start, end };
  });
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(expected('weights', 'have names of their own', `"${twice}" twice`));
  const taken = names.find((name) => reserved.test(name));
  if (taken === undefined) return;
  throw new RangeError(
    expected('names of weights', 'be none that begins with "slot0/" or "average/" or is "__metadata__"', taken),
  );
}

/**
 * Writes the starting weights, one after the other, into `flat`.
 * @throws RangeError if a weight starts with more or fewer numbers than its shape holds
 */
export function drawWeights(weights: readonly WeightSpec[], seed: number, flat: Float32Array): void {
  const slices = layout(weights);
  for (const [i, spec] of weights.entries()) {
    const { name, shape, start, end } = slices[i]!;
    const values = spec.initial(seed);
    if (values.length !== end - start) {
      const wanted = `be ${end - start} numbers, for shape [${shape}]`;
      throw new RangeError(expected(`starting values of weight "${name}"`, wanted, values.length));
    }
    flat.set(values, start);
  }
}

/**
 * Checks that a state is one of these weights and this optimiser.
 * @throws RangeError with both sizes, steps or names
 */
export function checkState(weights: readonly WeightSpec[], optimiser: Optimiser, state: TrainingState): void {
  const size = layout(weights).at(-1)?.end ?? 0;
  const check = (what: string, fits: boolean, wanted: string, got: unknown) => {
    if (!fits) throw new RangeError(expected(`state.${what}`, wanted, got, 'createStep'));
  };
  const { step, slots, optimiser: memoryOf = optimiser.name } = state;
  const sizes = slots.map(({ length }) => length);
  check('step', Number.isInteger(step) && step >= 0, 'be a whole number of at least 0', step);
  check('weights', state.weights.length === size, `be the ${size} numbers of the problem`, state.weights.length);
  check('optimiser', memoryOf === optimiser.name, `be ${optimiser.name}, which goes on from its slots`, memoryOf);
  const wanted = `be ${optimiser.slotCount} arrays of ${size} numbers for ${optimiser.name}`;
  check('slots', slots.length === optimiser.slotCount && sizes.every((n) => n === size), wanted, sizes);
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
