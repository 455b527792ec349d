import * as tf from '@tensorflow/tfjs';
import { noise } from '../random/index.js';
import { splitColumns, splitEvenly } from '../tensors/split.js';
import { defineFlow } from './define.js';
import type { InvertibleFlow, Transformed } from './flow.js';
import { checkOptions, countFrom, type OptionChecks } from './options.js';

export interface RadialOptions {
  /** K, how many layers are stacked. Default 1. */
  layers?: number;
}

const checks: OptionChecks<RadialOptions> = { layers: countFrom(1) };

/** Added to ‖·‖²: its root has the gradient 0 rather than NaN at the reference point. */
const tiny = 1e-30;

/** Least α: softplus underflows to 0 below −104, and α is a divisor at the reference point. */
const leastAlpha = 1e-12;

/**
 * Radial flow, z' = z + β̂·(z − z_ref)/(α + r) with r = ‖z − z_ref‖, K layers.
 * Source: Rezende & Mohamed 2015, eq. 14; β̂ = −α + s, s = softplus(β) > 0 (appendix A.2), α = softplus(·).
 * z' − z_ref is (z − z_ref)(r + s)/(r + α), hence a sum of positive terms,
 * ln|det| = (D − 1)·ln((r + s)/(r + α)) + ln(r² + 2αr + αs) − 2 ln(r + α), and a quadratic in r for the inverse.
 * @param dim D
 * @returns a flow with K(D + 2) parameters: all z_ref, then all raw α, then all β, each layer after layer;
 *          the identity wherever raw α = β; `radialParams` makes them of layers by name
 * @throws RangeError if dim or layers is not a whole number of at least 1
 * @example
 * ```ts
 * import { mapPoints, radial, radialParams } from 'vinf';
 *
 * const params = radialParams([{ reference: [0, 0], alpha: 1, betaHat: 2 }]); // pushes away from the origin
 * const { points, logDet } = mapPoints(radial(2), params, [[1, 0]]);
 * console.log(points, logDet[0].toFixed(2)); // [ [ 2, 0 ] ] 1.10
 * ```
 */
export function radial(dim: number, options: RadialOptions = {}): InvertibleFlow<'exact'> {
  checkOptions(options, checks, 'radial');
  const { layers: K = 1 } = options;
  return defineFlow({
    name: 'radial',
    config: { layers: K },
    dim,
    paramCount: K * (dim + 2),
    inverseKind: 'exact',
    forward: (z, params) => radialForward(z, radialLayers(params, dim, K)),
    inverse: (z, params) => radialInverse(z, radialLayers(params, dim, K)),
    initialParams(seed) {
      const params = new Float32Array(K * (dim + 2)).fill(Math.log(Math.E - 1)); // α = s = 1
      params.set(noise(seed, 'radial/reference').normal(K * dim));
      return params;
    },
  });
}

/** The constrained parameters: per layer z_ref [rows, D]; α and s both per layer [rows, 1] and together [rows, K]. */
interface RadialLayers {
  reference: tf.Tensor2D[];
  alpha: tf.Tensor2D[];
  s: tf.Tensor2D[];
  alphas: tf.Tensor2D;
  ss: tf.Tensor2D;
}

function radialLayers(params: tf.Tensor2D, dim: number, K: number): RadialLayers {
  const [references, rawAlphas, betas] = splitColumns(params, [K * dim, K, K]);
  const alphas: tf.Tensor2D = tf.add(tf.softplus(rawAlphas), leastAlpha);
  const ss: tf.Tensor2D = tf.add(tf.softplus(betas), leastAlpha);
  const columns = (x: tf.Tensor2D) => splitEvenly(x, K);
  return { reference: columns(references), alpha: columns(alphas), s: columns(ss), alphas, ss };
}

const norm = (x: tf.Tensor2D): tf.Tensor2D => tf.sqrt(tf.add<tf.Tensor2D>(tf.sum(tf.square(x), 1, true), tiny));

function radialForward(z: tf.Tensor2D, layers: RadialLayers): Transformed {
  const { reference, alpha, s } = layers;
  const rs: tf.Tensor2D[] = [];
  let zk = z;
  for (let k = 0; k < reference.length; k++) {
    const offset: tf.Tensor2D = tf.sub(zk, reference[k]!);
    const r = norm(offset);
    const gain = tf.div(tf.sub(s[k]!, alpha[k]!), tf.add(r, alpha[k]!)); // β̂·h(α, r)
    zk = tf.add(zk, tf.mul(offset, gain));
    rs.push(r);
  }
  return { z: zk, logDet: logDetOf(rs, layers, z.shape[1]) };
}

function radialInverse(z: tf.Tensor2D, layers: RadialLayers): Transformed {
  const { reference, alpha, s } = layers;
  const rs: tf.Tensor2D[] = new Array(reference.length);
  let zk = z;
  for (let k = reference.length - 1; k >= 0; k--) {
    const offset: tf.Tensor2D = tf.sub(zk, reference[k]!);
    const r = innerRadius(norm(offset), alpha[k]!, s[k]!);
    zk = tf.add(reference[k]!, tf.mul(offset, tf.div(tf.add(r, alpha[k]!), tf.add(r, s[k]!))));
    rs[k] = r;
  }
  return { z: zk, logDet: tf.neg(logDetOf(rs, layers, z.shape[1])) };
}

/** r ≥ 0 with r² + (s − t)r = αt, by the root formula whose two terms have the same sign. */
function innerRadius(t: tf.Tensor2D, alpha: tf.Tensor2D, s: tf.Tensor2D): tf.Tensor2D {
  const gap = tf.sub(s, t);
  const product = tf.mul(alpha, t);
  const larger = tf.mul(0.5, tf.add(tf.abs(gap), tf.sqrt(tf.add(tf.square(gap), tf.mul(4, product)))));
  const inside = tf.step(gap); // A constant mask: both branches are finite, and so are their gradients.
  return tf.add(tf.mul(inside, tf.div(product, larger)), tf.mul(tf.sub(1, inside), larger));
}

function logDetOf(rs: tf.Tensor2D[], { alphas, ss }: RadialLayers, dim: number): tf.Tensor1D {
  const r = tf.concat(rs, 1);
  const outer = tf.log(tf.add(r, alphas));
  const across = tf.sub(tf.log(tf.add(r, ss)), outer);
  const along = tf.log(tf.add(tf.add(tf.square(r), tf.mul(2, tf.mul(alphas, r))), tf.mul(alphas, ss)));
  return tf.sum(tf.add(tf.mul(dim - 1, across), tf.sub(along, tf.mul(2, outer))), 1);
}
