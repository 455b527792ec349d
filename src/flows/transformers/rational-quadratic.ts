import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { splitRows } from '../../tensors/split.js';
import { checkOptions } from '../options.js';
import { type SplineOptions, splineChecks, withTails } from './bins.js';
import { binsOf, knotsOf } from './knots.js';
import type { Stretched, Transformer } from './transformer.js';

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
  const bent = (z: tf.Tensor2D, numbers: tf.Tensor3D, along: 'x' | 'y'): Stretched =>
    withTails(z, bound, (inner) => {
      const flat = inner.reshape<tf.Tensor1D>([-1]);
      const bins = binsOf(flat, along, knotsOf(numbers, bound), bound);
      const { z: out, logSlope } = along === 'x' ? forward(flat, bins) : inverse(flat, bins);
      return { z: out.reshape(z.shape), logSlope: logSlope.reshape(z.shape) };
    });
  return {
    name: 'rational-quadratic',
    config: { bins: K, bound },
    paramCount: 3 * K - 1,
    inverseKind: 'exact',
    coordinatewise: true,
    forward: (z, numbers) => bent(z, numbers, 'x'),
    inverse: (z, numbers) => bent(z, numbers, 'y'),
  };
}

/** Numbers after the map and the logarithms of its slopes, each [N]. */
interface Bent {
  z: tf.Tensor1D;
  logSlope: tf.Tensor1D;
}

/** What a bin makes of the position ξ: q = ξ(1 − ξ), and N, M, T with z' = y₀ + hN/M and ∂z'/∂z = s²T/M². */
function parts(xi: tf.Tensor1D, { s, d0, d1 }: Shape) {
  const rest = tf.sub<tf.Tensor1D>(1, xi);
  const [q, square, restSquare] = [tf.mul<tf.Tensor1D>(xi, rest), tf.square(xi), tf.square(rest)];
  const bow = tf.sub<tf.Tensor1D>(tf.add(d0, d1), tf.mul(2, s));
  const N: tf.Tensor1D = tf.add(tf.mul(s, square), tf.mul(d0, q));
  const M: tf.Tensor1D = tf.add(s, tf.mul(bow, q));
  const T: tf.Tensor1D = tf.add(tf.add(tf.mul(d1, square), tf.mul(d0, restSquare)), tf.mul(2, tf.mul(s, q)));
  return { rest, q, square, restSquare, bow, N, M, T };
}

/** Of a bin: its secant slope and those at its ends, each [N]. */
interface Shape {
  s: tf.Tensor1D;
  d0: tf.Tensor1D;
  d1: tf.Tensor1D;
}

/** ln(s²T/M²) */
const logSlopeOf = (s: tf.Tensor1D, M: tf.Tensor1D, T: tf.Tensor1D): tf.Tensor1D =>
  tf.add(tf.mul(2, tf.sub(tf.log(s), tf.log(M))), tf.log(T));

/** The rows of `binsOf`, with the secant slope. */
function rowsOf(bins: tf.Tensor2D) {
  const [x0, y0, w, h, d0, d1] = splitRows(bins, [1, 1, 1, 1, 1, 1]).map((row): tf.Tensor1D => row.reshape([-1]));
  return { x0: x0!, y0: y0!, w: w!, h: h!, d0: d0!, d1: d1!, s: tf.div<tf.Tensor1D>(h!, w!) };
}

const forward = (z: tf.Tensor1D, bins: tf.Tensor2D): Bent => {
  const [out, logSlope] = tf.unstack(forwardRows(z, bins)) as [tf.Tensor1D, tf.Tensor1D];
  return { z: out, logSlope };
};

/** z' and ln ∂z'/∂z of z and `binsOf`, [2, N], with the gradient in closed form. */
const forwardRows = customGrad(
  (z: tf.Tensor1D, bins: tf.Tensor2D) => {
    const bin = rowsOf(bins);
    const xi: tf.Tensor1D = tf.div(tf.sub(z, bin.x0), bin.w);
    const { N, M, T } = parts(xi, bin);
    const out: tf.Tensor1D = tf.add(bin.y0, tf.mul(bin.h, tf.div(N, M)));
    return { value: tf.stack([out, logSlopeOf(bin.s, M, T)]), saved: [z, bins] };
  },
  (dy, [z, bins]) => {
    const [dOut, dLog] = tf.unstack(dy) as [tf.Tensor1D, tf.Tensor1D];
    const { x0, w, h, d0, d1, s } = rowsOf(bins);
    const xi: tf.Tensor1D = tf.div(tf.sub(z, x0), w);
    const { rest, q, square, restSquare, bow, N, M, T } = parts(xi, { s, d0, d1 });
    const ratio = tf.div(N, M);
    const dN: tf.Tensor1D = tf.div(tf.mul(dOut, h), M);
    const dM = tf.neg(tf.add<tf.Tensor1D>(tf.mul(dN, ratio), tf.div(tf.mul(2, dLog), M)));
    const dT: tf.Tensor1D = tf.div(dLog, T);
    const turn = tf.sub(1, tf.mul(2, xi)); // ∂q/∂ξ
    const sN = tf.mul(2, tf.mul(s, xi));
    const ofN = tf.mul(dN, tf.add(sN, tf.mul(d0, turn)));
    const ofM = tf.mul(dM, tf.mul(bow, turn));
    const ofT = tf.mul(tf.mul(2, dT), tf.add(tf.sub(tf.mul(d1, xi), tf.mul(d0, rest)), tf.mul(s, turn)));
    const dz: tf.Tensor1D = tf.div(tf.add(tf.add(ofN, ofM), ofT), w);
    const twoQ = tf.mul(2, q);
    const throughM = tf.add(tf.mul(dM, tf.sub(1, twoQ)), tf.add(tf.mul(dT, twoQ), tf.div(tf.mul(2, dLog), s)));
    const ds = tf.div(tf.add(tf.mul(dN, square), throughM), w);
    const shared = tf.mul(dM, q);
    const rows = [
      tf.neg(dz),
      dOut,
      tf.neg(tf.add(tf.mul(ds, s), tf.mul(dz, xi))),
      tf.add(tf.mul(dOut, ratio), ds),
      tf.add(tf.add(tf.mul(dN, q), shared), tf.mul(dT, restSquare)),
      tf.add(shared, tf.mul(dT, square)),
    ];
    return [dz, tf.stack(rows)];
  },
);

/**
 * ξ solves aξ² + bξ + c = 0; the root 2c/(−b − √(b² − 4ac)) does not cancel, and a Newton step for N/M = η takes away what
 * rounding of a, b and c has left.
 */
function inverse(z: tf.Tensor1D, bins: tf.Tensor2D): Bent {
  const bin = rowsOf(bins);
  const eta = tf.div(tf.sub(z, bin.y0), bin.h);
  const turn = tf.mul(eta, tf.sub(tf.add(bin.d0, bin.d1), tf.mul(2, bin.s)));
  const a = tf.add(tf.sub(bin.s, bin.d0), turn);
  const b = tf.sub(bin.d0, turn);
  const c = tf.neg(tf.mul(bin.s, eta));
  const discriminant = tf.maximum(tf.sub(tf.square(b), tf.mul(4, tf.mul(a, c))), tiny);
  const root: tf.Tensor1D = tf.div(tf.mul(2, c), tf.neg(tf.add(b, tf.sqrt(discriminant))));
  const near = parts(root, bin);
  const off = tf.div(tf.mul(tf.sub(near.N, tf.mul(eta, near.M)), near.M), tf.mul(bin.s, near.T));
  const xi: tf.Tensor1D = tf.sub(root, off);
  const { M, T } = parts(xi, bin);
  return { z: tf.add(bin.x0, tf.mul(xi, bin.w)), logSlope: tf.neg(logSlopeOf(bin.s, M, T)) };
}

/** Floor of the discriminant, which is positive but for rounding; the root of 0 has no gradient. */
const tiny = 1e-12;
