import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { splitEvenly } from '../tensors/split.js';
import { dense, type Net, sequence } from './net.js';

/**
 * Maxout layer: an affine map to `units` numbers, then the largest of each window of `window` neighbours.
 * Source: Goodfellow et al. 2013; Rezende & Mohamed 2015, section 6.2, with the window's range mended to Δk … Δk + Δ − 1.
 * @returns a net with units/window outputs
 * @throws RangeError if window does not divide units
 */
export function maxout(name: string, inputs: number, units: number, window: number): Net {
  if (units % window !== 0)
    throw new RangeError(expected('units', `be a multiple of the window ${window}`, units, name));
  const affine = dense(name, inputs, units);
  const outputDim = units / window;
  return {
    outputDim,
    weights: affine.weights,
    apply: (weights, x) => windowMax(affine.apply(weights, x), window),
  };
}

/** Windows are strided, {k, k + outputs, …}: blocks of columns compare faster than neighbours, and the layer is the same up to order. */
function windowMax(a: tf.Tensor2D, window: number): tf.Tensor2D {
  const blocks = splitEvenly(a, window);
  return blocks.reduce((top, block) => tf.maximum(top, block));
}

/** Maxout layers one after the other. */
export function maxoutMlp(name: string, inputs: number, hidden: readonly number[], window: number): Net {
  let width = inputs;
  const layers = hidden.map((units, i) => {
    const layer = maxout(`${name}/hidden${i + 1}`, width, units, window);
    width = layer.outputDim;
    return layer;
  });
  return sequence(layers, inputs);
}
