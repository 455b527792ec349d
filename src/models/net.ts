import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Tensors, WeightSpec } from '../problem/problem.js';
import { noise } from '../random/index.js';
import { matMul } from '../tensors/matmul.js';
import { isMatrix } from '../tensors/matrix.js';

/** A piece of a model: a pure function of weights and a batch, with the list of weights that it needs. */
export interface Net {
  readonly outputDim: number;
  readonly weights: readonly WeightSpec[];
  /** @param x [B, inputs] → [B, outputDim] */
  apply(weights: Tensors, x: tf.Tensor2D): tf.Tensor2D;
}

export interface DenseOptions {
  /** Standard deviation of the kernel is gain/√inputs; 0 starts at a constant output. Default 1. */
  gain?: number;
  /** Starting bias, one number per output. Default zeros. */
  bias?: (seed: number) => Float32Array;
}

/**
 * Affine layer, y = xWᵀ + b. Outputs are the first axis of W: where they are many, such as the parameters of a flow,
 * both products with W then run along its rows.
 * @param name prefix of its two weights, `name/kernel` W [outputs, inputs] and `name/bias` b [outputs]
 */
export function dense(name: string, inputs: number, outputs: number, { gain = 1, bias }: DenseOptions = {}): Net {
  const [kernel, offset] = [`${name}/kernel`, `${name}/bias`];
  const std = gain / Math.sqrt(inputs);
  const drawn = (seed: number) => {
    const values = noise(seed, kernel).normal(inputs * outputs);
    for (let i = 0; i < values.length; i++) values[i]! *= std; // In place: kernels are large.
    return values;
  };
  return {
    outputDim: outputs,
    weights: [
      { name: kernel, shape: [outputs, inputs], initial: drawn },
      { name: offset, shape: [outputs], initial: (seed) => bias?.(seed) ?? new Float32Array(outputs) },
    ],
    apply(weights, x) {
      const product = matMul(x, tf.transpose(weightMatrix(weights, kernel)));
      return tf.add(product, weights[offset]!);
    },
  };
}

/**
 * The weight of a name, which is a matrix.
 * @throws RangeError if it is not there or has not two axes
 */
export function weightMatrix(weights: Tensors, name: string): tf.Tensor2D {
  const weight = weights[name];
  if (weight && isMatrix(weight)) return weight;
  throw new RangeError(expected(`weight \`${name}\``, 'be a matrix', weight?.shape ?? 'nothing'));
}

/** Nets applied one after the other. */
export function sequence(nets: readonly Net[], inputDim: number): Net {
  return {
    outputDim: nets.at(-1)?.outputDim ?? inputDim,
    weights: nets.flatMap((net) => net.weights),
    apply: (weights, x) => nets.reduce((h, net) => net.apply(weights, h), x),
  };
}
