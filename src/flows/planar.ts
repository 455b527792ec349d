import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { noise } from '../random/index.js';
import { checkFlowInput, type Flow } from './flow.js';

export interface PlanarOptions {
  /** K, how many layers are stacked. Default 1. */
  layers?: number;
}

/** ln(e − 1): shifts the softplus so that m(0) = 0. */
const shift = Math.log(Math.E - 1);

/**
 * Planar flow, z' = z + û·tanh(wᵀz + b), K layers.
 * Source: Rezende & Mohamed 2015, eqs. 10–12; û keeps wᵀû > −1 (appendix A.1).
 * @param dim D
 * @returns a flow with K(2D + 1) parameters: all u, then all w, then all b, each layer after layer
 * @throws RangeError if dim or layers is not a whole number of at least 1
 */
export function planar(dim: number, { layers: K = 1 }: PlanarOptions = {}): Flow {
  if (!Number.isInteger(K) || K < 1)
    throw new RangeError(expected('layers', 'be a whole number of at least 1', K, 'planar'));
  const flow: Flow = {
    name: 'planar',
    dim,
    paramCount: K * (2 * dim + 1),
    contextDim: 0,
    inverseKind: 'none',
    forward(z, params) {
      checkFlowInput(flow, z, params);
      const rows = params.shape[0];
      const [us, ws, bs] = tf.split(params, [K * dim, K * dim, K], 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const u = us.reshape([rows, K, dim]) as tf.Tensor3D;
      const w = ws.reshape([rows, K, dim]) as tf.Tensor3D;
      // Deviation: m(a) = softplus(a + ln(e − 1)) − 1 in place of the paper's softplus(a) − 1, so that u = 0 is the identity.
      const wu = tf.sum(tf.mul(w, u), 2, true);
      const slack = tf.softplus(tf.add(wu, shift)); // 1 + wᵀû > 0
      const wNorm = tf.add(tf.sum(tf.square(w), 2, true), 1e-8);
      const uHat = tf.add(u, tf.mul(w, tf.div(tf.sub(tf.sub(slack, 1), wu), wNorm)));
      const perLayer = (x: tf.Tensor) => tf.unstack(x, 1) as tf.Tensor2D[];
      const [uk, wk, sk] = [perLayer(uHat), perLayer(w), perLayer(slack)];
      const bk = tf.split(bs, K, 1) as tf.Tensor2D[];
      const ts: tf.Tensor2D[] = [];
      let zk = z;
      for (let k = 0; k < K; k++) {
        const t = tf.tanh(tf.add(tf.sum(tf.mul(wk[k]!, zk), 1, true), bk[k]!)) as tf.Tensor2D;
        zk = tf.add(zk, tf.mul(uk[k]!, t)) as tf.Tensor2D;
        ts.push(t);
      }
      // 1 + wᵀû(1 − t²) = t² + (1 − t²)(1 + wᵀû): non-negative terms, no cancellation.
      const t2 = tf.square(tf.concat(ts, 1));
      const slacks = tf.concat(sk, 1);
      const det = tf.add(t2, tf.mul(tf.sub(1, t2), slacks));
      return { z: zk, logDet: tf.sum(tf.log(det), 1) as tf.Tensor1D };
    },
    initialParams(seed) {
      const params = new Float32Array(flow.paramCount);
      const w = noise(seed, 'planar/w').normal(K * dim);
      params.set(
        w.map((x) => 0.1 * x),
        K * dim,
      );
      return params;
    },
  };
  return flow;
}
