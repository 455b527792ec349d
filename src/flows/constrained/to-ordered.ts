import * as tf from '@tensorflow/tfjs';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, yesOrNo } from '../options.js';
import { runningSums } from './running-sums.js';

export interface ToOrderedOptions {
  /** Whether the first coordinate is above 0 too. Default false. */
  positive?: boolean;
}

export const toOrderedChecks: OptionChecks<ToOrderedOptions> = { positive: yesOrNo };

/**
 * Onto the vectors whose coordinates increase, z'₁ = z₁ and z'ₖ = z'ₖ₋₁ + exp zₖ, without parameters; of positive ones
 * z'₁ = exp z₁. logDet is the sum of the z of which the exponential is taken.
 * Source: Stan reference manual, "Ordered vector" and "Positive ordered vector".
 * @param dim D
 */
export function toOrdered(dim: number, options: ToOrderedOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, name);
  checkOptions(options, toOrderedChecks, name);
  const { positive = false } = options;
  const free = positive ? 0 : 1;
  /** The first coordinate, where it is free, and the others after a function; with the sum of those before or after it. */
  const rest = (z: tf.Tensor2D, change: (z: tf.Tensor2D) => tf.Tensor2D) => {
    if (positive) return change(z);
    if (dim === 1) return z;
    const [first, others] = splitColumns(z, [1, dim - 1]);
    return tf.concat<tf.Tensor2D>([first, change(others)], 1);
  };
  const total = (z: tf.Tensor2D): tf.Tensor1D => {
    const [, raised] = splitColumns(z, [free, dim - free]);
    return dim === free ? tf.zeros([z.shape[0]]) : tf.sum(raised, 1);
  };
  return defineFlow({
    name,
    dim,
    config: { positive },
    paramCount: 0,
    inverseKind: 'exact',
    forward: (z) => ({ z: runningSums(rest(z, tf.exp)), logDet: total(z) }),
    inverse(x) {
      const [most] = splitColumns(x, [dim - 1, 1]);
      const before = dim === 1 ? tf.zerosLike(x) : tf.concat<tf.Tensor2D>([tf.zeros([x.shape[0], 1]), most], 1);
      const z = rest(tf.sub(x, before), tf.log);
      return { z, logDet: tf.neg(total(z)) };
    },
  });
}

const name = 'toOrdered';
