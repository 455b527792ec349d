import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { rowOf, stopGradient, type Values } from '../tensors/values.js';
import { type Density, defineDensity, uniformTensor } from './density.js';
import { diagonalGaussian } from './diagonal-gaussian.js';
import { commonRows } from './parameters.js';

/**
 * Mixture of densities, ln p(x) = ln Σ_c π_c p_c(x), computed as a log-sum-exp.
 * @param components densities of one dimension
 * @param logits     ln π_c up to a constant; default equal shares
 * @throws RangeError if there is no component, or they differ in dimension or in rows, or in number from the logits
 */
export function mixture(components: readonly Density[], logits?: Values): Density {
  const dim = components[0]?.dim ?? 0;
  const dims = components.map((component) => component.dim);
  if (dim === 0 || dims.some((d) => d !== dim)) {
    throw new RangeError(expected('the components', 'have one dimension in common', dims, 'mixture'));
  }
  const shares = logits ?? components.map(() => 0);
  const count = shares instanceof tf.Tensor ? shares.size : shares.length;
  if (count !== dims.length)
    throw new RangeError(expected('`logits`', `have ${dims.length} numbers`, count, 'mixture'));
  return defineDensity({
    name: `mixture of ${components.length}`,
    dim,
    rows: commonRows(Object.fromEntries(components.map(({ rows = 1 }, c) => [`component ${c}`, rows])), 'mixture'),
    logProb(x) {
      const columns = components.map((component) => component.logProb(x).reshape([-1, 1]));
      return logSumExp(tf.add(tf.concat(columns, 1), logShares(shares)));
    },
    sample(size, noise) {
      const u = uniformTensor(noise.stream('component'), size, 1);
      const upper = tf.cumsum(tf.exp(logShares(shares)), 1);
      const passed = tf.sum(tf.cast(tf.greater(u, upper), 'float32'), 1, true);
      const drawn = components.map((component, c): tf.Tensor2D => {
        const chosen = tf.equal(tf.minimum(passed, components.length - 1), c);
        return tf.mul(component.sample(size, noise.stream(`component ${c}`)), tf.cast(chosen, 'float32'));
      });
      return tf.addN(drawn);
    },
  });
}

/**
 * Mixture of Gaussians with one standard deviation for all.
 * @param means C points of D numbers
 * @example
 * ```ts
 * import { densityOnGrid, gaussianMixture } from 'vinf';
 *
 * const p = gaussianMixture([[-2, 0], [2, 0]], 0.5);
 * console.log(densityOnGrid(p.logProb, { halfWidth: 5 }).mass.toFixed(3)); // 1.000
 * ```
 */
export function gaussianMixture(means: readonly (readonly number[])[], std: number, logits?: Values): Density {
  if (!(std > 0 && std < Infinity))
    throw new RangeError(expected('std', 'be finite and above 0', std, 'gaussianMixture'));
  const components = means.map((mean) =>
    diagonalGaussian(
      mean,
      mean.map(() => Math.log(std)),
    ),
  );
  return mixture(components, logits);
}

const logShares = (logits: Values): tf.Tensor2D => {
  const row = rowOf(logits);
  return tf.sub(row, logSumExp(row).reshape([-1, 1]));
};

/** Stands in for −∞ where all terms are, so that their difference is no NaN. */
const leastLog = -1e38;

/** ln Σ exp over the last axis, [B, C] → [B], from the operations that every engine has a gradient for. */
export function logSumExp(x: tf.Tensor2D): tf.Tensor1D {
  const top = stopGradient(tf.maximum(tf.max(x, 1, true), leastLog)); // Its gradient is exactly 0.
  return tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, top)), 1)), top.reshape([-1]));
}
