import * as tf from '@tensorflow/tfjs';
import { splitColumns } from '../../tensors/split.js';
import { defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { softBound } from '../transformers/transformer.js';

/** Bounds of the skew ε and of ln τ: they keep sinh(τ(asinh z + ε)) inside float32 for |z| up to 1e6. */
export const mostSkew = 10;
export const mostLogTail = 1;

/**
 * Sinh–arcsinh map of each coordinate, z' = sinh(τ·(asinh(z) + ε)): ε skews, τ thickens (> 1) or thins the tails.
 * Source: Jones & Pewsey 2009, "Sinh-arcsinh distributions", with ε inside the product.
 * ln slope = ln τ + ln cosh(τ(asinh z + ε)) − ½ ln(1 + z²).
 * Deviation: ε and ln τ are softly bounded, a/(1 + |a|/c), to ±10 and ±1, against overflow.
 * @param dim D
 * @returns a flow with 2D parameters, raw ε | raw ln τ (`sinhArcsinhParams`); the identity at 0
 */
export function sinhArcsinh(dim: number): InvertibleFlow<'exact'> {
  const parts = (params: tf.Tensor2D) => {
    const [skew, tail] = splitColumns(params, [dim, dim]);
    return { skew: softBound(skew, mostSkew), logTail: softBound(tail, mostLogTail) };
  };
  return defineFlow({
    name: 'sinhArcsinh',
    dim,
    paramCount: 2 * dim,
    inverseKind: 'exact',
    forward(z, params) {
      const { skew, logTail } = parts(params);
      const angle: tf.Tensor2D = tf.mul(tf.exp(logTail), tf.add(tf.asinh(z), skew));
      return { z: tf.sinh(angle), logDet: totalLogSlope(logTail, angle, tf.asinh(z)) };
    },
    inverse(z, params) {
      const { skew, logTail } = parts(params);
      const angle = tf.asinh(z);
      const inner: tf.Tensor2D = tf.sub(tf.mul(tf.exp(tf.neg(logTail)), angle), skew);
      return { z: tf.sinh(inner), logDet: tf.neg(totalLogSlope(logTail, angle, inner)) };
    },
  });
}

/** ln cosh, up to the constant ln 2, without overflow. */
const logCosh = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), tf.softplus(tf.mul(-2, tf.abs(x))));

/** Σ ln τ + ln cosh(outer) − ln cosh(inner), where ½ ln(1 + z²) = ln cosh(asinh z). */
const totalLogSlope = (logTail: tf.Tensor, outer: tf.Tensor, inner: tf.Tensor): tf.Tensor1D =>
  tf.sum(tf.add(logTail, tf.sub(logCosh(outer), logCosh(inner))), 1);
