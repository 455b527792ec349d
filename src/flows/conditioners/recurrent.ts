import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { rowProduct, rowProducts } from '../../tensors/row-product.js';
import { repeatedRows } from '../../tensors/rows.js';
import { splitColumns, splitEvenly, splitRows } from '../../tensors/split.js';
import { checkCount } from '../define.js';
import { joinColumns } from '../linear/matrix.js';
import { checkOptions, countFrom, type OptionChecks } from '../options.js';
import type { Conditioner } from './conditioner.js';
import { gatedStates } from './gated-states.js';

export interface RecurrentOptions {
  /** Width of the state. Default 32. */
  units?: number | undefined;
  contextDim?: number | undefined;
}

const checks: OptionChecks<RecurrentOptions> = { units: countFrom(1), contextDim: countFrom(0) };

/**
 * Recurrent conditioner: a gated recurrent unit (GRU) reads the coordinates in order, and its state before coordinate
 * i gives that coordinate's numbers, h·W + bᵢ. Side information sets the first state, tanh(b₀ + c·U).
 * One pass takes D − 1 steps one after the other; the weights are shared by all coordinates.
 * Source: the GRU of Cho et al. 2014, in the form in which the reset gate acts after the product with the weights, as in
 * cuDNN; in the other form it acts on the state before the product.
 * @param order the coordinates in the order in which they are read
 * @param n     how many numbers each coordinate gets
 * @throws RangeError for a count or an option out of range
 */
export function recurrent(order: readonly number[], n: number, options: RecurrentOptions = {}): Conditioner {
  checkCount('n', n, 'recurrent');
  checkOptions(options, checks, 'recurrent');
  const { units: H = 32, contextDim = 0 } = options;
  const dim = order.length;
  const sizes = [H, 3 * H, 3 * H * H, 3 * H, H * n, dim * n, ...(contextDim > 0 ? [contextDim * H] : [])];
  return {
    name: 'recurrent',
    sizes,
    passes: dim,
    apply(z, weights, context) {
      const array = (i: number) => weights[i]!;
      const [b0, wx, wh, b, w, bi, u] = [array(0), array(1), array(2), array(3), array(4), array(5), weights[6]];
      const columns = splitEvenly(z, dim);
      const first: tf.Tensor2D = u && context ? tf.add(b0, rowProduct(context, u, H)) : b0;
      const start = repeatedRows(tf.tanh(first), z.shape[0]);
      const inputs = order.slice(0, -1).map((coordinate) => columns[coordinate]!);
      const states = inputs.length > 0 ? statesAfter(inputs, start, wx, b, wh) : tf.expandDims<tf.Tensor3D>(start);
      const rows: tf.Tensor2D = productsInTime(states, w, n).reshape([-1, n]);
      const numbers = splitRows(rows, new Array<number>(dim).fill(z.shape[0]));
      const inPlace = order.map((_, coordinate) => numbers[order.indexOf(coordinate)]!);
      return tf.add(joinColumns(inPlace), bi).reshape([-1, dim, n]);
    },
    initial(seed, name) {
      const params = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
      const draw = (what: string, count: number, scale: number) =>
        noise(seed, `${name}/${what}`)
          .normal(count)
          .map((x) => scale * x);
      params.set(draw('wx', 3 * H, 1), H);
      params.set(draw('wh', 3 * H * H, 1 / Math.sqrt(H)), 4 * H);
      if (contextDim > 0)
        params.set(draw('u', contextDim * H, 1 / Math.sqrt(contextDim)), params.length - contextDim * H);
      return params;
    },
  };
}

/** The states before each coordinate, [D, B, H]; what the inputs add to the gates is made for all steps at once. */
function statesAfter(
  inputs: readonly tf.Tensor2D[],
  start: tf.Tensor2D,
  wx: tf.Tensor2D,
  b: tf.Tensor2D,
  wh: tf.Tensor2D,
): tf.Tensor3D {
  const [batch, H] = start.shape;
  const column = inputs.length > 1 ? tf.concat([...inputs], 0) : inputs[0]!;
  const withOne: tf.Tensor3D = tf.concat([column, tf.ones([column.shape[0], 1])], 1).reshape([-1, batch, 2]);
  const [wGates, wCandidate] = splitColumns(wx, [2 * H, H]);
  const [bGates, bCandidate] = splitColumns(b, [2 * H, H]);
  const added = (w: tf.Tensor2D, b: tf.Tensor2D) => productsInTime(withOne, tf.concat([w, b], 1), w.shape[1]);
  return gatedStates(added(wGates, bGates), added(wCandidate, bCandidate), start, wh);
}

/** x·W at each step, [T, B, I] → [T, B, O], with weights as in `rowProducts`. */
function productsInTime(x: tf.Tensor3D, w: tf.Tensor2D, outputs: number): tf.Tensor3D {
  if (w.shape[0] === 1) return rowProducts(x, w, outputs);
  return tf.transpose(rowProducts(tf.transpose(x, [1, 0, 2]), w, outputs), [1, 0, 2]);
}
