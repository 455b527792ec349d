import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { rowProduct, rowProducts } from '../../tensors/row-product.js';
import { repeatedRows } from '../../tensors/rows.js';
import { splitEvenly } from '../../tensors/split.js';
import { checkCount } from '../define.js';
import { checkOptions, countFrom, type OptionChecks } from '../options.js';
import type { Conditioner } from './conditioner.js';

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
      const start: tf.Tensor2D = u && context ? tf.add(b0, rowProduct(context, u, H)) : b0;
      let h = repeatedRows(tf.tanh(start), z.shape[0]);
      const states: tf.Tensor2D[] = new Array(dim);
      order.forEach((coordinate, step) => {
        states[coordinate] = h;
        if (step < dim - 1) h = gatedStep(h, tf.add(tf.mul(columns[coordinate]!, wx), b), rowProduct(h, wh, 3 * H));
      });
      const numbers = rowProducts(tf.stack(states, 1) as tf.Tensor3D, w, n);
      return tf.add(numbers, bi.reshape([-1, dim, n]));
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

/** h' = (1 − g)·tanh(x_n + r·h_n) + g·h, with reset gate r and update gate g; `x` and `hidden` are [B, 3H]. */
function gatedStep(h: tf.Tensor2D, x: tf.Tensor2D, hidden: tf.Tensor2D): tf.Tensor2D {
  const [xr, xg, xn] = splitEvenly(x, 3);
  const [hr, hg, hn] = splitEvenly(hidden, 3);
  const reset = tf.sigmoid(tf.add(xr, hr));
  const keep = tf.sigmoid(tf.add(xg, hg));
  const candidate = tf.tanh(tf.add(xn, tf.mul(reset, hn)));
  return tf.add(candidate, tf.mul(keep, tf.sub(h, candidate)));
}
