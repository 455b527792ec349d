import * as tf from '@tensorflow/tfjs';
import { customGrad, type GradientsOf } from '../tensors/custom-grad.js';
import { matMul } from '../tensors/matmul.js';
import { splitRows } from '../tensors/split.js';

/** What K layers make of a batch, one column per sample: z_K [D, B], and t [K, B], the tanh of each layer. */
export interface Swept {
  z: tf.Tensor2D;
  t: tf.Tensor2D;
}

/**
 * The recursion of K planar layers, t_k = tanh(w_kᵀz_{k−1} + b_k), z_k = z_{k−1} + û_k t_k, on columns:
 * what is the same for a whole sample is then a row, which broadcasts fast.
 * The adjoint runs backwards layer by layer, δ_k = (1 − t_k²)(∂t_k + û_kᵀλ_k), λ_{k−1} = λ_k + δ_k w_k from λ_K = ∂z_K,
 * but the gradients of all û_k and w_k, t_k λ_k and δ_k z_{k−1}, are taken at once.
 * @param z [D, B]
 * @param u û, [K·D, B | 1], layer after layer
 * @param w [K·D, B | 1]
 * @param b [K, B | 1]
 */
export function planarSweep(z: tf.Tensor2D, u: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor2D): Swept {
  const [zK, t] = splitRows(swept(z, u, w, b), [z.shape[0], b.shape[0]]);
  return { z: zK, t };
}

/** aᵀz for each sample, [1, B], with one a for each sample or one for all. */
export const dot = (a: tf.Tensor2D, z: tf.Tensor2D): tf.Tensor2D =>
  a.shape[1] === 1 ? matMul(a.reshape([1, -1]), z) : tf.sum(tf.mul(a, z), 0, true);

/** a·t for each sample, [D, B]. */
export const times = (a: tf.Tensor2D, t: tf.Tensor2D): tf.Tensor2D => (a.shape[1] === 1 ? matMul(a, t) : tf.mul(a, t));

/** [z_K; t] as one tensor, because a custom gradient belongs to one. */
const swept = customGrad(
  (z: tf.Tensor2D, u: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor2D) => {
    const K = b.shape[0];
    const [us, ws, bs] = [layers(u, K), layers(w, K), layers(b, K)];
    const zs = [z];
    const ts: tf.Tensor2D[] = [];
    for (let k = 0; k < K; k++) {
      ts.push(tf.tanh(tf.add<tf.Tensor2D>(dot(ws[k]!, zs[k]!), bs[k]!)));
      zs.push(tf.add(zs[k]!, times(us[k]!, ts[k]!)));
    }
    const zK = zs.pop()!;
    return { value: tf.concat([zK, ...ts], 0), saved: [tf.concat(ts, 0), ...us, ...ws, ...zs] };
  },
  (dy, [t, ...rest]) => {
    const K = rest.length / 3;
    const part = (i: number) => rest.slice(i * K, (i + 1) * K);
    return adjoint(dy, part(0), part(1), part(2), t);
  },
);

/** Cuts [K·N, columns] into K pieces [N, columns]. */
export const layers = (x: tf.Tensor2D, K: number): tf.Tensor2D[] =>
  splitRows(x, new Array<number>(K).fill(x.shape[0] / K));

/** Gradients with respect to z₀, û, w and b. */
function adjoint(
  dy: tf.Tensor2D,
  us: tf.Tensor2D[],
  ws: tf.Tensor2D[],
  zs: tf.Tensor2D[],
  t: tf.Tensor2D,
): GradientsOf<[z: tf.Tensor2D, u: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor2D]> {
  const K = us.length;
  const [D, columns] = us[0]!.shape;
  const [dz, dt] = splitRows(dy, [D, K]);
  const [dts, slopes] = [layers(dt, K), layers(tf.sub(1, tf.square(t)), K)];
  const lambdas = new Array<tf.Tensor2D>(K);
  const deltas = new Array<tf.Tensor2D>(K);
  let lambda = dz;
  for (let k = K - 1; k >= 0; k--) {
    lambdas[k] = lambda;
    deltas[k] = tf.mul(slopes[k]!, tf.add(dts[k]!, dot(us[k]!, lambda)));
    lambda = tf.add(lambda, times(ws[k]!, deltas[k]!));
  }
  const delta = tf.concat(deltas, 0);
  const perColumn = (x: tf.Tensor) => (columns === 1 ? tf.sum(x, -1, true) : x);
  const scaled = (vectors: tf.Tensor2D[], factors: tf.Tensor2D) =>
    perColumn(tf.mul(tf.stack(vectors, 0), tf.expandDims(factors, 1))).reshape([K * D, columns]);
  return [lambda, scaled(lambdas, t), scaled(zs, delta), perColumn(delta)];
}
