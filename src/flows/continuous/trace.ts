import * as tf from '@tensorflow/tfjs';
import { rowProduct, rowProducts } from '../../tensors/row-product.js';
import { repeatedRows } from '../../tensors/rows.js';
import { push, type VelocityLayer } from './velocity.js';

/** tr ∂v/∂z, [B, 1], at the point where the slopes of the hidden units come from. */
export type Trace = (slopes: readonly tf.Tensor2D[]) => tf.Tensor2D;

/** Up to so many hidden layers the trace has a closed form that costs no more than v itself, whatever D is. */
export const closedDepth = 2;

/**
 * The exact trace. What does not depend on z is computed here, once for all times. With S = diag(slopes)
 *   one hidden layer:  tr(W₁SW₂) = Σₕ sₕ(W₂W₁)ₕₕ,
 *   two:               tr(W₁S₁W₂S₂W₃) = s₁ᵀ(W₂ ∘ (W₃W₁)ᵀ)s₂,
 * and any other depth takes D forward-mode products.
 */
export function exactTrace(layers: readonly VelocityLayer[], batch: number, dim: number): Trace {
  const [first, second, third, ...rest] = layers;
  if (first && second && !third) return oneHidden(first, second);
  if (first && second && third && rest.length === 0) return twoHidden(first, second, third);
  const unit: tf.Tensor3D = tf.mul(tf.eye(dim).expandDims(0), tf.ones([batch, 1, 1]));
  return (slopes) => along(layers, unit, slopes);
}

/**
 * Hutchinson's estimate of the trace, the mean of vᵀ(∂v/∂z)v over m probes of random signs: no bias, and one forward-mode
 * product each. The probes stay the same along a path, so that what is integrated is smooth.
 * Source: Hutchinson 1990; Grathwohl et al. 2019 (FFJORD), section 3.1. Deviation: signs in place of Gaussian probes (less
 * variance).
 * @param noise [B | 1, m·D] standard normal, whose signs are the probes
 */
export function estimatedTrace(layers: readonly VelocityLayer[], noise: tf.Tensor2D, batch: number, m: number): Trace {
  const signs: tf.Tensor2D = tf.sub(tf.mul(2, tf.step(repeatedRows(noise, batch))), 1);
  const probes: tf.Tensor3D = signs.reshape([batch, m, noise.shape[1] / m]);
  return (slopes) => tf.div(along(layers, probes, slopes), m);
}

/** Σ aᵀ(∂v/∂z)a over the directions of each sample, [B, 1]. */
const along = (layers: readonly VelocityLayer[], a: tf.Tensor3D, slopes: readonly tf.Tensor2D[]): tf.Tensor2D =>
  tf.sum(tf.mul(a, push(layers, a, slopes)), [1, 2]).reshape([-1, 1]);

function oneHidden(first: VelocityLayer, last: VelocityLayer): Trace {
  const { inputs: dim, outputs: units } = first;
  const into = tf.transpose(first.w.reshape([-1, dim, units]), [0, 2, 1]);
  const diagonal: tf.Tensor2D = tf.sum(tf.mul(into, last.w.reshape([-1, units, dim])), 2);
  return ([slope]) => tf.sum(tf.mul(slope!, diagonal), 1, true);
}

function twoHidden(first: VelocityLayer, middle: VelocityLayer, last: VelocityLayer): Trace {
  const [dim, units, others] = [first.inputs, first.outputs, middle.outputs];
  const around = rowProducts(last.w.reshape([-1, others, dim]), first.w, units);
  const matrix = tf.mul(middle.w.reshape([-1, units, others]), tf.transpose(around, [0, 2, 1]));
  const flat: tf.Tensor2D = matrix.reshape([-1, units * others]);
  return ([one, other]) => tf.sum(tf.mul(rowProduct(one!, flat, others), other!), 1, true);
}
