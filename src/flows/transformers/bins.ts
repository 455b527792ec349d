import * as tf from '@tensorflow/tfjs';
import { matMul } from '../../tensors/matmul.js';
import { splitAlong } from '../../tensors/split.js';
import { countBetween, type OptionChecks, positive } from '../options.js';
import { softBound } from './transformer.js';

/** Least width and height of a bin relative to the box, and least slope at a knot of the quadratic spline. */
export const least = 1e-3;

/**
 * Softly bounds the numbers behind widths, heights and slopes: bins differ by at most e⁴ in size, and a network that
 * runs away does not make a step of the spline that float32 cannot climb back.
 */
export const mostLogit = 2;

export interface SplineOptions {
  /** K, how many bins. Default 8. */
  bins?: number | undefined;
  /** The spline acts on [−bound, bound]; outside, the map is the identity. Default 5. */
  bound?: number | undefined;
}

/** With 1/`least` bins, the least widths alone would fill the box. */
export const splineChecks: OptionChecks<SplineOptions> = { bins: countBetween(2, 1 / least - 1), bound: positive };

/** Neighbouring intervals that fill [−bound, bound]. All [B, d, K]. */
export interface Intervals {
  start: tf.Tensor3D;
  size: tf.Tensor3D;
}

/** Sizes in proportion to e^logits, softly bounded, none below `least`. */
export function intervals(logits: tf.Tensor3D, bound: number): Intervals {
  const K = logits.shape[2];
  const share = tf.add(least, tf.mul(1 - least * K, tf.softmax(softBound(logits, mostLogit))));
  return fromSizes(tf.mul(2 * bound, share), bound);
}

/** Starts by a product with a triangle of ones: a running sum in one kernel. */
export function fromSizes(size: tf.Tensor3D, bound: number): Intervals {
  const K = size.shape[2];
  const before = Float32Array.from({ length: K * K }, (_, i) => (Math.floor(i / K) < i % K ? 1 : 0));
  const sums = matMul(size.reshape([-1, K]), tf.tensor2d(before, [K, K]));
  return { start: tf.sub(sums.reshape(size.shape), bound), size };
}

/** Slopes at the left and at the right of each bin, [B, d, K], from those at the inner knots; at the ends they are 1. */
export function slopesOfBins(inner: tf.Tensor3D): [left: tf.Tensor3D, right: tf.Tensor3D] {
  const [batch, dim] = inner.shape;
  const end: tf.Tensor3D = tf.fill([batch, dim, 1], 1);
  return [tf.concat([end, inner], 2), tf.concat([inner, end], 2)];
}

/** 1 for the interval that holds z and 0 for the others, [B, d, K]: comparisons, no lookup. */
export function oneHotBin(z: tf.Tensor2D, start: tf.Tensor3D): tf.Tensor3D {
  const [batch, dim, K] = start.shape;
  const [, inner] = splitAlong(start, [1, K - 1], 2);
  const beyond = tf.step(tf.sub(tf.expandDims(z, 2), inner));
  const edge = (value: number) => tf.fill([batch, dim, 1], value);
  return tf.sub(tf.concat([edge(1), beyond], 2), tf.concat([beyond, edge(0)], 2));
}

/** The entry of `values` [B, d, K] in the bin, [B, d]. */
export const pick = (bin: tf.Tensor3D, values: tf.Tensor3D): tf.Tensor2D => tf.sum(tf.mul(bin, values), 2);

/** Applies `spline` inside the box and the identity outside; outside, the spline is evaluated at 0, so nothing overflows. */
export function withTails(
  z: tf.Tensor2D,
  bound: number,
  spline: (inner: tf.Tensor2D) => { z: tf.Tensor2D; logSlope: tf.Tensor2D },
): { z: tf.Tensor2D; logSlope: tf.Tensor2D } {
  const inside = tf.step(tf.sub(bound, tf.abs(z)));
  const bent = spline(tf.mul(z, inside));
  return {
    z: tf.add(tf.mul(inside, bent.z), tf.mul(tf.sub(1, inside), z)),
    logSlope: tf.mul(inside, bent.logSlope),
  };
}
