import * as tf from '@tensorflow/tfjs';
import { splitAlong } from '../../tensors/split.js';
import { checkOptions } from '../options.js';
import { intervals, oneHotBin, pick, type SplineOptions, slopesOfBins, splineChecks, withTails } from './bins.js';
import { type Stretched, softBound, type Transformer } from './transformer.js';

/** Bound of the logarithm of an inner slope, as for the affine transformer. */
const mostLogSlope = 3;

/**
 * Rational-quadratic spline on [−bound, bound] with slope 1 at both ends, the identity outside. In a bin of width w,
 * height h, secant slope s = h/w and end slopes d₀, d₁, with ξ the position within it and q = ξ(1 − ξ),
 *   z' = y₀ + h(sξ² + d₀q)/(s + (d₀ + d₁ − 2s)q),  ∂z'/∂z = s²(d₁ξ² + 2sq + d₀(1 − ξ)²)/(s + (d₀ + d₁ − 2s)q)².
 * Source: Durkan et al. 2019 (neural spline flows), eqs. 4–8. n = 3K − 1: widths, heights, inner slopes.
 * Deviation: all three are softly bounded, the slopes through exp, where the paper has softmax and softplus.
 */
export function rationalQuadraticTransformer(options: SplineOptions = {}): Transformer<'exact'> {
  checkOptions(options, splineChecks, 'rational-quadratic');
  const { bins: K = 8, bound = 5 } = options;
  const knots = (numbers: tf.Tensor3D): Knots => {
    const [widths, heights, slopes] = splitAlong(numbers, [K, K, K - 1], 2);
    const [d0, d1] = slopesOfBins(tf.exp(softBound(slopes, mostLogSlope)));
    return { x: intervals(widths, bound), y: intervals(heights, bound), d0, d1 };
  };
  return {
    name: 'rational-quadratic',
    config: { bins: K, bound },
    paramCount: 3 * K - 1,
    inverseKind: 'exact',
    coordinatewise: true,
    forward: (z, numbers) => withTails(z, bound, (inner) => forward(inner, knots(numbers))),
    inverse: (z, numbers) => withTails(z, bound, (inner) => inverse(inner, knots(numbers))),
  };
}

interface Knots {
  x: ReturnType<typeof intervals>;
  y: ReturnType<typeof intervals>;
  d0: tf.Tensor3D;
  d1: tf.Tensor3D;
}

/** The numbers of the bin that holds z, looked up by its position along x or y; all [B, d]. */
function locate(z: tf.Tensor2D, along: 'x' | 'y', { x, y, d0, d1 }: Knots) {
  const bin = oneHotBin(z, (along === 'x' ? x : y).start);
  const [x0, w, y0, h] = [pick(bin, x.start), pick(bin, x.size), pick(bin, y.start), pick(bin, y.size)];
  const [left, right] = [pick(bin, d0), pick(bin, d1)];
  const s: tf.Tensor2D = tf.div(h, w);
  return { x0, w, y0, h, s, d0: left, d1: right, bow: tf.sub(tf.add(left, right), tf.mul(2, s)) };
}

function forward(z: tf.Tensor2D, knots: Knots): Stretched {
  const bin = locate(z, 'x', knots);
  const xi: tf.Tensor2D = tf.div(tf.sub(z, bin.x0), bin.w);
  const q = tf.mul(xi, tf.sub(1, xi));
  const rise = tf.div(tf.add(tf.mul(bin.s, tf.square(xi)), tf.mul(bin.d0, q)), tf.add(bin.s, tf.mul(bin.bow, q)));
  return { z: tf.add(bin.y0, tf.mul(bin.h, rise)), logSlope: logSlope(xi, bin) };
}

/** ξ solves aξ² + bξ + c = 0; the root 2c/(−b − √(b² − 4ac)) does not cancel. */
function inverse(z: tf.Tensor2D, knots: Knots): Stretched {
  const bin = locate(z, 'y', knots);
  const eta = tf.div(tf.sub(z, bin.y0), bin.h);
  const turn = tf.mul(eta, bin.bow);
  const a = tf.add(tf.sub(bin.s, bin.d0), turn);
  const b = tf.sub(bin.d0, turn);
  const c = tf.neg(tf.mul(bin.s, eta));
  const discriminant = tf.maximum(tf.sub(tf.square(b), tf.mul(4, tf.mul(a, c))), tiny);
  const xi: tf.Tensor2D = tf.div(tf.mul(2, c), tf.neg(tf.add(b, tf.sqrt(discriminant))));
  return { z: tf.add(bin.x0, tf.mul(xi, bin.w)), logSlope: tf.neg(logSlope(xi, bin)) };
}

/** Floor of the discriminant, which is positive but for rounding; the root of 0 has no gradient. */
const tiny = 1e-12;

function logSlope(xi: tf.Tensor2D, { s, d0, d1, bow }: ReturnType<typeof locate>): tf.Tensor2D {
  const rest = tf.sub(1, xi);
  const q = tf.mul(xi, rest);
  const ends = tf.add(tf.mul(d1, tf.square(xi)), tf.mul(d0, tf.square(rest)));
  const top = tf.log(tf.add(ends, tf.mul(2, tf.mul(s, q))));
  return tf.add(tf.mul(2, tf.sub(tf.log(s), tf.log(tf.add(s, tf.mul(bow, q))))), top);
}
