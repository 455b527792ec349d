import * as tf from '@tensorflow/tfjs';
import { customGrad } from './custom-grad.js';

/**
 * Matrix product [B, N]·[N, M] whose gradients use explicit transposes:
 * tfjs's own gradient asks for transposed products, which fall off the fast path of the wasm backend.
 */
export const matMul = customGrad(
  (a: tf.Tensor2D, b: tf.Tensor2D) => ({ value: tf.matMul<tf.Tensor2D>(a, b), saved: [a, b] }),
  (dy, [a, b]) => [tf.matMul(dy, tf.transpose(b)), tf.matMul(tf.transpose(a), dy)],
);
