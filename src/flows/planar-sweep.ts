import * as tf from '@tensorflow/tfjs';
import { splitColumns, splitEvenly } from './split.js';

/** What K layers make of a batch: z_K [B, D], and t [B, K], the tanh of each layer. */
export interface Swept {
  z: tf.Tensor2D;
  t: tf.Tensor2D;
}

/**
 * The recursion of K planar layers, t_k = tanh(w_kᵀz_{k−1} + b_k), z_k = z_{k−1} + û_k t_k.
 * The adjoint runs backwards layer by layer, δ_k = (1 − t_k²)(∂t_k + û_kᵀλ_k), λ_{k−1} = λ_k + δ_k w_k from λ_K = ∂z_K,
 * but the gradients of all û_k and w_k, t_k λ_k and δ_k z_{k−1}, are taken at once.
 * @param u û, [B | 1, K·D], layer after layer
 * @param w [B | 1, K·D]
 * @param b [B | 1, K]
 */
export function planarSweep(z: tf.Tensor2D, u: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor2D): Swept {
  const [zK, t] = splitColumns(swept(z, u, w, b) as tf.Tensor2D, [z.shape[1], b.shape[1]]);
  return { z: zK!, t: t! };
}

const dot = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => tf.sum(tf.mul(a, b), 1, true);

/** [z_K | t] as one tensor, because a custom gradient belongs to one. */
const swept = tf.customGrad((...args) => {
  const [z, u, w, b, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  const K = b.shape[1];
  const [us, ws, bs] = [splitEvenly(u, K), splitEvenly(w, K), splitEvenly(b, K)];
  const zs = [z];
  const ts: tf.Tensor2D[] = [];
  for (let k = 0; k < K; k++) {
    ts.push(tf.tanh(tf.add(dot(ws[k]!, zs[k]!), bs[k]!)) as tf.Tensor2D);
    zs.push(tf.add(zs[k]!, tf.mul(us[k]!, ts[k]!)) as tf.Tensor2D);
  }
  const zK = zs.pop()!;
  save([...us, ...ws, ...zs, tf.concat(ts, 1)]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const part = (i: number) => saved.slice(i * K, (i + 1) * K) as tf.Tensor2D[];
    return adjoint(dy as tf.Tensor2D, part(0), part(1), part(2), saved.at(-1) as tf.Tensor2D);
  };
  return { value: tf.concat([zK, ...ts], 1), gradFunc };
});

/** Gradients with respect to z₀, û, w and b. */
function adjoint(dy: tf.Tensor2D, us: tf.Tensor2D[], ws: tf.Tensor2D[], zs: tf.Tensor2D[], t: tf.Tensor2D) {
  const K = us.length;
  const [rows, D] = us[0]!.shape;
  const [dz, dt] = splitColumns(dy, [D, K]);
  const [dts, slopes] = [splitEvenly(dt!, K), splitEvenly(tf.sub(1, tf.square(t)), K)];
  const lambdas = new Array<tf.Tensor2D>(K);
  const deltas = new Array<tf.Tensor2D>(K);
  let lambda = dz!;
  for (let k = K - 1; k >= 0; k--) {
    lambdas[k] = lambda;
    deltas[k] = tf.mul(slopes[k]!, tf.add(dts[k]!, dot(us[k]!, lambda)));
    lambda = tf.add(lambda, tf.mul(deltas[k]!, ws[k]!));
  }
  const delta = tf.concat(deltas, 1);
  const perRow = (x: tf.Tensor) => (rows === 1 ? tf.sum(x, 0, true) : x);
  const scaled = (vectors: tf.Tensor2D[], factors: tf.Tensor2D) =>
    perRow(tf.mul(tf.stack(vectors, 1), tf.expandDims(factors, 2))).reshape([rows, K * D]);
  return [lambda, scaled(lambdas, t), scaled(zs, delta), perRow(delta)];
}
