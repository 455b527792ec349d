import * as tf from '@tensorflow/tfjs';
import { noise } from '../random/index.js';
import { splitRows } from '../tensors/split.js';
import { defineFlow } from './define.js';
import type { InvertibleFlow, Transformed } from './flow.js';
import { checkOptions, countFrom, type OptionChecks, oneOf } from './options.js';
import { dot, layers, planarSweep, times } from './planar-sweep.js';
import { tanhRoot } from './tanh-root.js';

export interface PlanarOptions {
  /** K, how many layers are stacked. Default 1. */
  layers?: number;
  /**
   * How wᵀû is kept above −1: wᵀû = m(wᵀu) with m(a) = softplus(a + ln(e − 1)) − 1, which leaves u = 0 alone
   * (`shifted`, the default), or the paper's m(a) = softplus(a) − 1, which moves it by ln 2 − 1 (`paper`).
   */
  constraint?: PlanarConstraint;
}

export type PlanarConstraint = 'shifted' | 'paper';

/** The wᵀu at which m(wᵀu) = 0 is softplus⁻¹(1) = ln(e − 1): from there the shifted map counts. */
const shifts: Record<PlanarConstraint, number> = { shifted: Math.log(Math.E - 1), paper: 0 };

const checks: OptionChecks<PlanarOptions> = {
  layers: countFrom(1),
  constraint: oneOf('constraint', Object.keys(shifts)),
};

/** Smaller than any determinant that float32 computes here; keeps ln away from 0 where softplus underflows. */
const tiny = 1e-37;

/** Least ‖w‖² as a divisor; only a w below 1e-6, whose layer is a mere shift, notices. */
const leastNorm = 1e-12;

/**
 * Planar flow, z' = z + û·tanh(wᵀz + b), K layers, with ln|det| = ln(1 + wᵀû(1 − tanh²)).
 * Source: Rezende & Mohamed 2015, eqs. 10–12; û keeps wᵀû > −1 (appendix A.1).
 * The inverse solves one increasing equation in s = wᵀz per layer, s + wᵀû·tanh(s + b) = wᵀz', at a cost that does
 * not grow with D beyond two products, and can be differentiated.
 * @param dim D
 * @returns a flow with K(2D + 1) parameters: all u, then all w, then all b, each layer after layer;
 *          `planarParams` makes them of layers by name
 * @throws RangeError if dim or layers is not a whole number of at least 1, or for an unknown constraint
 * @example
 * ```ts
 * import { mapPoints, planar, planarParams } from 'vinf';
 *
 * const flow = planar(2, { layers: 1 });
 * const params = planarParams([{ u: [2, 0], w: [1, 0], b: 0 }]);
 * const { points, logDet } = mapPoints(flow, params, [[0.5, 0], [3, 0]]);
 * console.log(points.map(([x]) => x.toFixed(2))); // [ '1.25', '4.61' ]
 * console.log(logDet.map((value) => value.toFixed(2))); // [ '0.82', '0.02' ]
 * ```
 */
export function planar(dim: number, options: PlanarOptions = {}): InvertibleFlow<'numeric'> {
  checkOptions(options, checks, 'planar');
  const { layers: K = 1, constraint = 'shifted' } = options;
  const planarLayersOf = (params: tf.Tensor2D) => planarLayers(params, dim, K, shifts[constraint]);
  return defineFlow({
    name: 'planar',
    config: { layers: K, constraint },
    dim,
    paramCount: K * (2 * dim + 1),
    inverseKind: 'numeric',
    forward: (z, params) => planarForward(z, planarLayersOf(params)),
    inverse: (z, params) => planarInverse(z, planarLayersOf(params)),
    initialParams: (seed) => initialPlanar(seed, dim, K, constraint),
  });
}

/** The constrained parameters of all layers, a column per row of params: û and w [K·D, ·]; b and slack = 1 + wᵀû [K, ·]. */
interface PlanarLayers {
  u: tf.Tensor2D;
  w: tf.Tensor2D;
  b: tf.Tensor2D;
  slack: tf.Tensor2D;
}

/** û = u + (m(wᵀu) − wᵀu)·w/‖w‖², for all layers at once. */
function planarLayers(params: tf.Tensor2D, dim: number, K: number, shift: number): PlanarLayers {
  const columns = params.shape[0];
  const pieces = splitRows(tf.transpose(params), [K * dim, K * dim, K]);
  const [u, w] = [pieces[0].reshape([K, dim, columns]), pieces[1].reshape([K, dim, columns])];
  const wu = tf.sum(tf.mul(w, u), 1, true);
  // Deviation: with `shifted`, m(a) = softplus(a + ln(e − 1)) − 1, so that u = 0 is the identity.
  const slack = tf.softplus(tf.add(wu, shift));
  const wNorm = tf.maximum(tf.sum(tf.square(w), 1, true), leastNorm);
  const uHat = tf.add(u, tf.mul(w, tf.div(tf.sub(tf.sub(slack, 1), wu), wNorm)));
  return { u: uHat.reshape([K * dim, columns]), w: pieces[1], b: pieces[2], slack: slack.reshape([K, columns]) };
}

function planarForward(z: tf.Tensor2D, { u, w, b, slack }: PlanarLayers): Transformed {
  const { z: zK, t } = planarSweep(tf.transpose(z), u, w, b);
  return { z: tf.transpose(zK), logDet: logDetOf(t, slack) };
}

function planarInverse(z: tf.Tensor2D, { u, w, b, slack }: PlanarLayers): Transformed {
  const K = slack.shape[0];
  const [us, ws, bs, slacks] = [layers(u, K), layers(w, K), layers(b, K), layers(slack, K)];
  const ts: tf.Tensor2D[] = new Array(K);
  let zk: tf.Tensor2D = tf.transpose(z);
  for (let k = K - 1; k >= 0; k--) {
    // x = s + b solves x + wᵀû·tanh(x) = wᵀz' + b.
    const r: tf.Tensor2D = tf.add(dot(ws[k]!, zk), bs[k]!);
    const t = tf.tanh(tanhRoot(r, tf.broadcastTo(slacks[k]!, r.shape)));
    zk = tf.sub(zk, times(us[k]!, t));
    ts[k] = t;
  }
  return { z: tf.transpose(zk), logDet: tf.neg(logDetOf(tf.concat(ts, 0), slack)) };
}

/** Σ_k ln(1 + wᵀû(1 − t²)), written t² + (1 − t²)(1 + wᵀû): non-negative terms, no cancellation. */
function logDetOf(t: tf.Tensor2D, slack: tf.Tensor2D): tf.Tensor1D {
  const t2 = tf.square(t);
  const det = tf.add(t2, tf.mul(tf.sub(1, t2), slack));
  return tf.sum(tf.log(tf.add(det, tiny)), 0);
}

/** w ~ N(0, 0.1²), b = 0, and the u along w that makes the layer the identity (0 if shifted). */
function initialPlanar(seed: number, dim: number, K: number, constraint: PlanarConstraint): Float32Array {
  const params = new Float32Array(K * (2 * dim + 1));
  const w = noise(seed, 'planar/w').normal(K * dim);
  const target = shifts.shifted - shifts[constraint];
  for (let k = 0; k < K; k++) {
    const row = w.subarray(k * dim, (k + 1) * dim).map((x) => 0.1 * x);
    const norm = row.reduce((sum, x) => sum + x * x, 0);
    row.forEach((x, i) => {
      params[k * dim + i] = (target * x) / norm;
      params[(K + k) * dim + i] = x;
    });
  }
  return params;
}
