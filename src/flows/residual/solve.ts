import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { type BoundContraction, pull } from './contraction.js';
import { type BanachOptions, fixedPoint, type Way } from './fixed-point.js';

/**
 * The x with x + g(x) = image, by iterating x ← image − g(x).
 * The gradient is that of the implicit function, whatever the way there was: with J = ∂g/∂x at the solution
 * dx = (I + J)⁻¹(d image − dg), and its adjoint a = (I + Jᵀ)⁻¹ā is the limit of a ← ā − Jᵀa.
 * @param told is called with how the solution was found; not in a function that is compiled
 * @throws RangeError if the iteration does not converge; a compiled graph gives NaN
 */
export function solve(
  g: BoundContraction,
  image: tf.Tensor2D,
  options: BanachOptions,
  told?: (way: Way) => void,
): tf.Tensor2D {
  const search = customGrad(
    (start: tf.Tensor2D) => {
      const scale: tf.Scalar = tf.add(1, tf.max(tf.abs(start)));
      const value = fixedPoint((x) => tf.sub(start, g.apply(x).value), start, scale, options, told);
      return { value, saved: [] };
    },
    (dx) => [tf.zerosLike(dx)],
  );
  const x = search(image);
  const { value, slopes } = g.apply(x);
  const { weights } = g;
  const implicit = customGrad(
    (_: tf.Tensor2D) => ({ value: x.clone(), saved: [...weights, ...slopes] }),
    (dx, saved) => [adjoint(dx, saved.slice(0, weights.length), saved.slice(weights.length), options)],
  );
  return implicit(tf.sub(image, value));
}

function adjoint(
  dx: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  slopes: readonly tf.Tensor2D[],
  options: BanachOptions,
): tf.Tensor2D {
  const scale: tf.Scalar = tf.max(tf.abs(dx));
  return fixedPoint((a) => tf.sub(dx, pull(weights, a, slopes)), dx, scale, options);
}
