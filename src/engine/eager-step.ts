import * as tf from '@tensorflow/tfjs';
import { layout, type Slice } from '../problem/layout.js';
import type { Optimiser } from '../problem/optimiser.js';
import type { Arrays, Problem, Tensors, Terms } from '../problem/problem.js';
import { tensorsOf } from '../problem/shapes.js';
import type { Metrics, TrainingState, TrainingStep } from '../problem/step.js';
import { checkedInput } from './eager-function.js';
import { checkTermNames, gradientsOf } from './gradients.js';
import { pacer } from './pace.js';

export interface StepOptions {
  optimiser: Optimiser;
  /** Changed in place by each run. */
  state: TrainingState;
  /** Gradients whose norm over all weights is larger are scaled down to it. Default: no limit. */
  clipNorm?: number;
}

/** The reference engine: tfjs kernels one by one, on the backend in use. */
export function eagerStep(problem: Problem, { optimiser, state, clipNorm }: StepOptions): TrainingStep {
  const slices = layout(problem.weights);
  const names = slices.map(({ name }) => name);
  const gradients = new Float32Array(state.weights.length);
  const pace = pacer();
  const variables = () => slices.map(({ shape, start, end }) => tf.tensor(state.weights.slice(start, end), [...shape]));

  return {
    engine: 'eager',
    state,
    async run(inputs) {
      await pace();
      const metrics = tf.tidy(() => {
        const { terms, grads } = valueAndGrads(problem, names, variables(), tensors(problem, inputs));
        copyInto(gradients, slices, grads);
        return read(terms);
      });
      if (clipNorm !== undefined) clip(gradients, clipNorm);
      optimiser.update(state.weights, gradients, state.slots, state.step);
      state.step += 1;
      return metrics;
    },
    async evaluate(inputs) {
      await pace();
      return tf.tidy(() => read(problem.loss(named(names, variables()), tensors(problem, inputs))));
    },
    async sync() {},
    dispose() {},
  };
}

/** The terms of a problem and the gradient of `loss` with respect to each weight. */
function valueAndGrads(
  problem: Problem,
  names: readonly string[],
  weights: tf.Tensor[],
  inputs: Tensors,
): { terms: Terms; grads: tf.Tensor[] } {
  let terms: Terms | undefined;
  const loss = (...args: tf.Tensor[]) => {
    terms = problem.loss(named(names, args), inputs);
    for (const term of Object.values(terms)) tf.keep(term);
    return terms.loss;
  };
  try {
    const grads = gradientsOf(loss, weights, names);
    checkTermNames(terms!);
    return { terms: terms!, grads };
  } catch (error) {
    tf.dispose(terms);
    throw error;
  }
}

const named = (names: readonly string[], values: readonly tf.Tensor[]): Tensors =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));

const tensors = ({ inputs: shapes, hints }: Problem, inputs: Arrays): Tensors =>
  tensorsOf(shapes, (name, shape) => tf.tensor(checkedInput(inputs, name, shape, hints?.[name]), [...shape]));

function read(terms: Terms): Metrics {
  const numbers = Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0]!]);
  tf.dispose(terms);
  return Object.fromEntries(numbers) as Metrics;
}

function copyInto(flat: Float32Array, slices: readonly Slice[], grads: readonly tf.Tensor[]): void {
  for (const [i, { start }] of slices.entries()) flat.set(grads[i]!.dataSync() as Float32Array, start);
}

function clip(gradients: Float32Array, limit: number): void {
  let square = 0;
  for (const g of gradients) square += g * g;
  const scale = limit / Math.sqrt(square);
  if (scale < 1) for (let i = 0; i < gradients.length; i++) gradients[i]! *= scale;
}
