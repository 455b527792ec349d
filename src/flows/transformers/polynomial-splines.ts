import * as tf from '@tensorflow/tfjs';
import { splitAlong } from '../../tensors/split.js';
import { checkOptions } from '../options.js';
import {
  fromSizes,
  type Intervals,
  intervals,
  least,
  mostLogit,
  oneHotBin,
  pick,
  type SplineOptions,
  slopesOfBins,
  splineChecks,
  withTails,
} from './bins.js';
import { softBound, type Transformer } from './transformer.js';

/**
 * Piecewise linear spline on [−bound, bound] over K bins of equal width w, the identity outside:
 *   z' = y₀ + (h/w)(z − x₀),  ∂z'/∂z = h/w.
 * Source: Müller et al. 2019 (neural importance sampling), section 4.1. n = K heights; the slope jumps at the knots.
 */
export function linearSplineTransformer(options: SplineOptions = {}): Transformer<'exact'> {
  checkOptions(options, splineChecks, 'linear spline');
  const { bins: K = 8, bound = 5 } = options;
  const w = (2 * bound) / K;
  const starts = (like: tf.Tensor3D) => fromSizes(tf.fill(like.shape, w), bound).start;
  return {
    name: 'linear-spline',
    config: { bins: K, bound },
    paramCount: K,
    inverseKind: 'exact',
    coordinatewise: true,
    forward: (z, numbers) =>
      withTails(z, bound, (inner) => {
        const [x, y] = [starts(numbers), intervals(numbers, bound)];
        const bin = oneHotBin(inner, x);
        const slope: tf.Tensor2D = tf.div(pick(bin, y.size), w);
        const rise = tf.mul(slope, tf.sub(inner, pick(bin, x)));
        return { z: tf.add(pick(bin, y.start), rise), logSlope: tf.log(slope) };
      }),
    inverse: (z, numbers) =>
      withTails(z, bound, (inner) => {
        const [x, y] = [starts(numbers), intervals(numbers, bound)];
        const bin = oneHotBin(inner, y.start);
        const slope: tf.Tensor2D = tf.div(pick(bin, y.size), w);
        const run = tf.div(tf.sub(inner, pick(bin, y.start)), slope);
        return { z: tf.add(pick(bin, x), run), logSlope: tf.neg(tf.log(slope)) };
      }),
  };
}

/**
 * Piecewise quadratic spline on [−bound, bound], the identity outside: its slope runs linearly from knot to knot,
 *   z' = y₀ + w(v₀ξ + (v₁ − v₀)ξ²/2),  ∂z'/∂z = v₀ + (v₁ − v₀)ξ,
 * from 1 at one end to 1 at the other. Source: Müller et al. 2019, section 4.2. n = 2K − 1: widths, inner slopes.
 * Deviation: the end slopes are 1, so that the density has no jump there; the inner ones share what area is left.
 */
export function quadraticSplineTransformer(options: SplineOptions = {}): Transformer<'exact'> {
  checkOptions(options, splineChecks, 'quadratic spline');
  const { bins: K = 8, bound = 5 } = options;
  return {
    name: 'quadratic-spline',
    config: { bins: K, bound },
    paramCount: 2 * K - 1,
    inverseKind: 'exact',
    coordinatewise: true,
    forward: (z, numbers) =>
      withTails(z, bound, (inner) => {
        const knots = quadraticKnots(numbers, K, bound);
        const { x0, y0, w, v0, change } = inBin(oneHotBin(inner, knots.x.start), knots);
        const xi = tf.div(tf.sub(inner, x0), w);
        const rise = tf.mul(xi, tf.add(v0, tf.mul(0.5, tf.mul(change, xi))));
        return { z: tf.add(y0, tf.mul(w, rise)), logSlope: tf.log(tf.add<tf.Tensor2D>(v0, tf.mul(change, xi))) };
      }),
    inverse: (z, numbers) =>
      withTails(z, bound, (inner) => {
        const knots = quadraticKnots(numbers, K, bound);
        const { x0, y0, w, v0, change } = inBin(oneHotBin(inner, knots.y.start), knots);
        // ξ solves change·ξ²/2 + v₀ξ = η; the square root is the slope there, at least `least` but for rounding.
        const eta = tf.div(tf.sub(inner, y0), w);
        const square = tf.add(tf.square(v0), tf.mul(2, tf.mul(change, eta)));
        const slope = tf.sqrt(tf.maximum<tf.Tensor2D>(square, (0.5 * least) ** 2));
        const xi = tf.div(tf.mul(2, eta), tf.add(v0, slope));
        return { z: tf.add(x0, tf.mul(w, xi)), logSlope: tf.neg(tf.log(slope)) };
      }),
  };
}

interface QuadraticKnots {
  x: Intervals;
  y: Intervals;
  v0: tf.Tensor3D;
  v1: tf.Tensor3D;
}

/** Inner slopes least + (1 − least)·S·uₖ/Σuⱼmⱼ, with mⱼ the half widths beside knot j and S = Σmⱼ the area left to them. */
function quadraticKnots(numbers: tf.Tensor3D, K: number, bound: number): QuadraticKnots {
  const [widths, logits] = splitAlong(numbers, [K, K - 1], 2);
  const x = intervals(widths, bound);
  const [, right] = splitAlong(x.size, [1, K - 1], 2);
  const [left] = splitAlong(x.size, [K - 1, 1], 2);
  const half = tf.mul(0.5, tf.add(left, right));
  const u = tf.softmax(softBound(logits, mostLogit));
  const share = tf.div(tf.sum(half, 2, true), tf.sum(tf.mul(u, half), 2, true));
  const inner: tf.Tensor3D = tf.add(least, tf.mul(1 - least, tf.mul(share, u)));
  const [v0, v1] = slopesOfBins(inner);
  return { x, y: fromSizes(tf.mul(x.size, tf.mul(0.5, tf.add(v0, v1))), bound), v0, v1 };
}

function inBin(bin: tf.Tensor3D, { x, y, v0, v1 }: QuadraticKnots) {
  return {
    x0: pick(bin, x.start),
    y0: pick(bin, y.start),
    w: pick(bin, x.size),
    v0: pick(bin, v0),
    change: pick(bin, tf.sub(v1, v0)),
  };
}
