import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import type { PlainObject } from '../../problem/plain.js';
import { noise } from '../../random/index.js';
import { rowProduct } from '../../tensors/row-product.js';
import { checkCount } from '../define.js';
import { checkOptions, countFrom, type OptionChecks, oneOf, widths as widthsCheck } from '../options.js';

/** Pointwise functions between the layers of a network. */
export const activations = {
  relu: (x: tf.Tensor2D): tf.Tensor2D => tf.relu(x),
  tanh: (x: tf.Tensor2D): tf.Tensor2D => tf.tanh(x),
  swish: (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.sigmoid(x)),
};

export type Activation = keyof typeof activations;

export const activationCheck = oneOf('activation', Object.keys(activations));

/** A function of samples whose weights are columns of a flow's parameters. */
export interface Network {
  /** What makes it another function of the same weights, such as its activation; see `Flow`. */
  readonly config?: PlainObject;
  /** Columns of each of its arrays in the parameters, in order. */
  readonly sizes: readonly number[];
  /**
   * @param x       [B, inputs]
   * @param weights the arrays of `sizes`, each [B | 1, size]
   * @param context [B | 1, C], only where the network was made for one
   * @returns       [B, outputs]
   */
  apply(x: tf.Tensor2D, weights: readonly tf.Tensor2D[], context?: tf.Tensor2D): tf.Tensor2D;
  /** Starting weights, all arrays joined; the last layer is 0, so that the network starts as the zero function. */
  initial(seed: number, name: string): Float32Array;
}

/** Makes the network between `inputs` and `outputs` numbers that a coupling layer needs. */
export type NetworkBuilder = (inputs: number, outputs: number, contextDim: number) => Network;

export interface NetworkOptions {
  /** Widths of the hidden layers; none makes the network linear. Default [64]. */
  hidden?: readonly number[] | undefined;
  /** Default `relu`. */
  activation?: Activation | undefined;
  /** C, columns of side information, which enter the first layer through a matrix of their own. Default 0. */
  contextDim?: number | undefined;
  /** 0 or 1 for each weight of each layer, inputs × outputs row-major. Default all 1. */
  masks?: readonly Float32Array[];
}

const checks: OptionChecks<NetworkOptions> = {
  hidden: widthsCheck,
  activation: activationCheck,
  contextDim: countFrom(0),
  masks: (name, value, where) =>
    Array.isArray(value) ? undefined : expected(name, 'be a list with one array for each layer', value, where),
};

function checkMasks(masks: readonly Float32Array[], widths: readonly number[]): void {
  const wanted = widths.slice(1).map((width, layer) => width * widths[layer]!);
  const sizes = masks.map(({ length }) => length);
  if (`${sizes}` !== `${wanted}`) throw new RangeError(expected('masks', `have ${wanted} numbers`, sizes, 'network'));
}

/**
 * Multilayer perceptron h ← a(h·W + b), linear in the last layer; context adds c·U to the first.
 * Its arrays are W, b of each layer in turn, with U after the first b.
 * @throws RangeError for an option out of range
 */
export function network(inputs: number, outputs: number, options: NetworkOptions = {}): Network {
  checkCount('inputs', inputs, 'network');
  checkCount('outputs', outputs, 'network');
  checkOptions(options, checks, 'network');
  const { hidden = [64], activation = 'relu', contextDim = 0, masks } = options;
  const widths = [inputs, ...hidden, outputs];
  if (masks) checkMasks(masks, widths);
  const depth = widths.length - 1;
  const arraysOf = (layer: number) => {
    const own = [widths[layer]! * widths[layer + 1]!, widths[layer + 1]!];
    return layer === 0 && contextDim > 0 ? [...own, contextDim * widths[1]!] : own;
  };
  return {
    config: { hidden, activation },
    sizes: Array.from({ length: depth }, (_, layer) => arraysOf(layer)).flat(),
    apply(x, weights, context) {
      let h = x;
      let at = 0;
      for (let layer = 0; layer < depth; layer++) {
        const [w, b, u] = [weights[at]!, weights[at + 1]!, layer === 0 && contextDim > 0 ? weights[at + 2] : undefined];
        at += arraysOf(layer).length;
        const mask = masks?.[layer];
        const masked: tf.Tensor2D = mask ? tf.mul(w, tf.tensor2d(mask, [1, mask.length])) : w;
        h = tf.add(rowProduct(h, masked, widths[layer + 1]!), b);
        if (u && context) h = tf.add(h, rowProduct(context, u, widths[1]!));
        if (layer < depth - 1) h = activations[activation](h);
      }
      return h;
    },
    initial: (seed, name) => initialWeights(widths, contextDim, activation, seed, name),
  };
}

/** W ~ N(0, g²/fan-in) with g² = 2 for relu, b uniform within ±1/√fan-in, the last layer 0. */
function initialWeights(
  widths: readonly number[],
  contextDim: number,
  activation: Activation,
  seed: number,
  name: string,
): Float32Array {
  const gain = activation === 'relu' ? Math.SQRT2 : 1;
  const parts: Float32Array[] = [];
  for (let layer = 0; layer < widths.length - 1; layer++) {
    const [fanIn, fanOut] = [widths[layer]!, widths[layer + 1]!];
    const last = layer === widths.length - 2;
    const draw = (what: string, count: number, scale: number) =>
      noise(seed, `${name}/${what}${layer}`)
        .normal(count)
        .map((x) => (last ? 0 : scale * x));
    parts.push(draw('w', fanIn * fanOut, gain / Math.sqrt(fanIn)));
    const offsets = noise(seed, `${name}/b${layer}`).uniform(fanOut);
    parts.push(offsets.map((u) => (last ? 0 : (2 * u - 1) / Math.sqrt(fanIn))));
    if (layer === 0 && contextDim > 0) parts.push(draw('u', contextDim * fanOut, gain / Math.sqrt(contextDim)));
  }
  return joined(parts);
}

/** Arrays one after the other. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
