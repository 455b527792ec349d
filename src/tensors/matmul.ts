import * as tf from '@tensorflow/tfjs';

/**
 * Matrix product [B, N]·[N, M] whose gradients use explicit transposes:
 * tfjs's own gradient asks for transposed products, which fall off the fast path of the wasm backend.
 */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return product(a, b);
}

const product = tf.customGrad((...args) => {
  const [a, b, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([a, b]);
  const gradient = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [x, w] = saved as [tf.Tensor2D, tf.Tensor2D];
    return [tf.matMul(dy as tf.Tensor2D, tf.transpose(w)), tf.matMul(tf.transpose(x), dy as tf.Tensor2D)];
  };
  return { value: tf.matMul(a, b), gradFunc: gradient };
}) as (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor2D;
