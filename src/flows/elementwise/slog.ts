import * as tf from '@tensorflow/tfjs';
import { defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';

/** α at the start; close to the identity for |z| of a few units. */
const initialAlpha = 0.01;
/** Least α|z|: there the quotients below have reached their limit 1. */
const tiny = 1e-12;
/** Largest α|z'| of the inverse. */
const mostGain = 80;

/**
 * Symmetric logarithm of each coordinate, z' = sgn(z)·ln(1 + α|z|)/α, ln slope = −α|z'|: nearly linear inside 1/α,
 * logarithmic outside, a bijection of ℝ that lies between convolutions, which are linear.
 * Source: Karami et al. 2019, "Invertible convolutional flow" (S-Log gate).
 * It is the identity only in the limit α → 0; it starts at α = 0.01, where z' departs from z by 0.005·z².
 * The inverse grows like e^{α|z'|}; beyond α|z'| = 80, where float32 soon overflows, it stays at e⁸⁰/α: so far out that
 * every base density is 0 there, and a number that the next map can work with.
 * @param dim D
 * @returns a flow with D parameters, α = softplus(·); `slogParams` makes them of α
 */
export function slog(dim: number): InvertibleFlow<'exact'> {
  return defineFlow({
    name: 'slog',
    dim,
    paramCount: dim,
    inverseKind: 'exact',
    forward(z, params) {
      const t = steepness(z, params);
      const logGain = logOnePlus(t); // z·ln(1 + t)/t has its slope 1 at 0, where that of sgn(z)·ln(1 + t)/α is lost.
      return { z: tf.mul(z, tf.div(logGain, t)), logDet: tf.neg(tf.sum<tf.Tensor1D>(logGain, 1)) };
    },
    inverse(z, params) {
      const t = steepness(z, params);
      const capped = tf.minimum(t, mostGain);
      return { z: tf.mul(z, tf.div(tf.expm1(capped), t)), logDet: tf.sum(capped, 1) };
    },
    initialParams: () => new Float32Array(dim).fill(Math.log(Math.expm1(initialAlpha))),
  });
}

/** α|z| */
const steepness = (z: tf.Tensor2D, params: tf.Tensor2D): tf.Tensor =>
  tf.maximum(tf.mul(tf.softplus(params), tf.abs(z)), tiny);

/** ln(1 + t) for t ≥ 0 as asinh(½(t + t/(1 + t))): the log1p of the wasm backend computes 1 + t and loses a small t. */
const logOnePlus = (t: tf.Tensor): tf.Tensor => tf.asinh(tf.mul(0.5, tf.add(t, tf.div(t, tf.add(1, t)))));
