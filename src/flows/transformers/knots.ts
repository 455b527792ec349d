import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { splitAlong } from '../../tensors/split.js';
import { least, mostLogit } from './bins.js';

/** Bound of the logarithm of an inner slope, as for the affine transformer. */
const mostLogSlope = 3;

/** Bins of a spline and the slopes at their inner knots. The long axis, of samples and coordinates, is the last: [.., B·d]. */
export interface Knots {
  /** Widths and heights, [2, K, B·d]. */
  sizes: tf.Tensor3D;
  /** [K − 1, B·d] */
  slopes: tf.Tensor2D;
}

/**
 * Knots from numbers [B, d, 3K − 1], as in `intervals`: sizes in proportion to e^logits, none below `least`, and slopes
 * e^number, all softly bounded.
 */
export function knotsOf(numbers: tf.Tensor3D, bound: number): Knots {
  const [batch, dim, n] = numbers.shape;
  const K = (n + 1) / 3;
  const flat = exponentials(numbers.reshape([batch * dim, n]), K);
  const [sizes, slopes] = splitAlong(flat, [2 * K, K - 1], 0);
  return { sizes: shares(sizes.reshape([2, K, batch * dim]), 2 * bound), slopes };
}

/** exp(a/(1 + |a|/c)) of numbers [N, n], turned to [n, N]; c is that of sizes or of slopes. */
function exponentials(numbers: tf.Tensor2D, K: number): tf.Tensor2D {
  const perBound = Array.from({ length: 3 * K - 1 }, (_, i) => 1 / (i < 2 * K ? mostLogit : mostLogSlope));
  const exponential = customGrad(
    (numbers: tf.Tensor2D) => {
      const a = tf.transpose(numbers);
      const size: tf.Tensor2D = tf.mul(tf.abs(a), tf.tensor2d(perBound, [perBound.length, 1]));
      const shrinking = tf.reciprocal(tf.add<tf.Tensor2D>(1, size));
      const value = tf.exp(tf.mul<tf.Tensor2D>(a, shrinking));
      return { value, saved: [value, shrinking] };
    },
    (dy, [value, shrinking]) => [tf.transpose(tf.mul(tf.mul(dy, value), tf.square(shrinking)))],
  );
  return exponential(numbers);
}

/** total·(least + (1 − least·K)·e/Σe), with the sum over the bins, [2, K, N]. */
function shares(e: tf.Tensor3D, total: number): tf.Tensor3D {
  const K = e.shape[1];
  const scaled = customGrad(
    (e: tf.Tensor3D) => {
      const factor: tf.Tensor3D = tf.div(total * (1 - least * K), tf.sum(e, 1, true));
      return { value: tf.add<tf.Tensor3D>(tf.mul(e, factor), total * least), saved: [e, factor] };
    },
    (dy, [e, factor]) => {
      const mean = tf.div(tf.mul(tf.sum(tf.mul(dy, e), 1, true), factor), total * (1 - least * K));
      return [tf.mul(tf.sub(dy, mean), factor)];
    },
  );
  return scaled(e);
}

/**
 * The bins that hold numbers z [N], found by their position along x or y, as rows x₀, y₀, w, h, d₀, d₁ of [6, N]: a bin is
 * comparisons, no lookup, and its ends are sums of the sizes before it.
 */
export function binsOf(z: tf.Tensor1D, along: 'x' | 'y', { sizes, slopes }: Knots, bound: number): tf.Tensor2D {
  const picked = customGrad(
    (sizes: tf.Tensor3D, slopes: tf.Tensor2D) => {
      const starts = startsOf(sizes, bound);
      const { before, bin } = masks(z, splitAlong(starts, [1, 1], 0)[along === 'x' ? 0 : 1]);
      const K = bin.shape[0];
      const [first, later] = splitAlong(bin, [1, K - 1], 0);
      const [earlier, last] = splitAlong(bin, [K - 1, 1], 0);
      const left: tf.Tensor2D = tf.add(first, tf.sum(tf.mul(slopes, later), 0, true));
      const right: tf.Tensor2D = tf.add(last, tf.sum(tf.mul(slopes, earlier), 0, true));
      const [ends, spans] = [starts, sizes].map((each): tf.Tensor2D => tf.sum(tf.mul(each, bin), 1));
      const value: tf.Tensor2D = tf.concat([ends!, spans!, left, right], 0);
      return { value, saved: [before, bin, later, earlier] };
    },
    (dy, [before, bin, later, earlier]) => {
      const [ends, spans, left, right] = splitAlong(dy, [2, 2, 1, 1], 0);
      const rows = (x: tf.Tensor2D): tf.Tensor3D => tf.expandDims(x, 1);
      const dSizes = tf.add(tf.mul(rows(ends), before), tf.mul(rows(spans), bin));
      return [dSizes, tf.add(tf.mul(left, later), tf.mul(right, earlier))];
    },
  );
  return picked(sizes, slopes);
}

/** Where each bin starts along x and y, [2, K, N]. */
function startsOf(sizes: tf.Tensor3D, bound: number): tf.Tensor3D {
  const K = sizes.shape[1];
  const before = Float32Array.from({ length: K * K }, (_, i) => (i % K < Math.floor(i / K) ? 1 : 0));
  const sums: tf.Tensor3D = tf.matMul(tf.tensor3d(before, [1, K, K]), sizes);
  return tf.sub(sums, bound);
}

/** 1 for the bins before the one that holds z, and 1 for that one, both [K, N] with 0 elsewhere. */
function masks(z: tf.Tensor1D, starts: tf.Tensor3D): { before: tf.Tensor2D; bin: tf.Tensor2D } {
  const [, K, N] = starts.shape;
  const [, inner] = splitAlong(starts.reshape([K, N]) as tf.Tensor2D, [1, K - 1], 0);
  const beyond = tf.step(tf.sub<tf.Tensor2D>(z, inner));
  const before: tf.Tensor2D = tf.concat([beyond, tf.zeros([1, N])], 0);
  return { before, bin: tf.sub(tf.concat([tf.ones([1, N]), beyond], 0), before) };
}
