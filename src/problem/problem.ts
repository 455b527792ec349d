import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { PlainObject } from './plain.js';
import type { Shapes, TensorOf, TensorsOf } from './shapes.js';

/** Tensors by name. */
export type Tensors = Record<string, Tensor>;

/** Plain numbers by name, row-major. */
export type Arrays = Record<string, Float32Array>;

/** One trainable array: its name, its shape and its starting values, a pure function of the seed. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * What the numbers are parameters of, where name and shape leave it open: plain values, such as the `config` of a flow.
   * Kept in checkpoints; numbers of one thing are not taken for those of another.
   */
  readonly of?: PlainObject;
  initial(seed: number): Float32Array;
}

/** The numbers a step reports; `loss` is what is minimised, the others are metrics (all scalars). */
export type Terms = { loss: Scalar } & Record<string, Scalar>;

/**
 * What is optimised: a pure function of weights and inputs, with the names and shapes of both.
 * Inputs are everything that changes from step to step: the batch, the noise, an annealing factor.
 * Shapes are fixed, so that a step can be traced once and compiled.
 */
export interface Problem {
  readonly weights: readonly WeightSpec[];
  readonly inputs: Shapes;
  /** How to make an input, said where it is missing: `standard normal, fresh at each update, as of noise(seed, 'draws', t)`. */
  readonly hints?: Readonly<Record<string, string>>;
  loss(weights: Tensors, inputs: Tensors): Terms;
}

/** The tensors of some weights, by their names. */
export type WeightsOf<Specs extends readonly WeightSpec[]> = {
  [Spec in Specs[number] as Spec['name']]: TensorOf<Spec['shape']>;
};

/**
 * A problem whose `loss` gets tensors of the ranks that its weights and inputs declare: with `inputs: { x: [64, 2] }`,
 * x is a matrix. Weights that come as a list, from a net or a flow, are tensors of any rank.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { defineProblem } from 'vinf';
 *
 * const problem = defineProblem({
 *   weights: [{ name: 'centre', shape: [2], initial: () => new Float32Array(2) }],
 *   inputs: { x: [64, 2] },
 *   loss: ({ centre }, { x }) => ({ loss: tf.mean<tf.Scalar>(tf.square(tf.sub(x, centre))) }),
 * }); // `train` and `createStep` take it
 * console.log(problem.inputs); // { x: [ 64, 2 ] }
 * ```
 */
export function defineProblem<const Specs extends readonly WeightSpec[], const Inputs extends Shapes>(problem: {
  weights: Specs;
  inputs: Inputs;
  hints?: Readonly<Record<string, string>>;
  loss(weights: WeightsOf<Specs>, inputs: TensorsOf<Inputs>): Terms;
}): Problem;
export function defineProblem(problem: Problem): Problem {
  return problem;
}
