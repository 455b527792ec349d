import * as tf from '@tensorflow/tfjs';
import { matMul } from './matmul.js';
import { repeatedRows } from './rows.js';

/**
 * x·W, a row at a time, with weights shared by all rows or one set per row.
 * @param x [B, I]; [1, I] is repeated where W has B rows
 * @param w [B | 1, I·O], each row an I × O matrix, row-major
 * @returns [B, O]
 */
export function rowProduct(x: tf.Tensor2D, w: tf.Tensor2D, outputs: number): tf.Tensor2D {
  const inputs = x.shape[1];
  const rows = w.shape[0];
  if (rows === 1) return matMul(x, w.reshape([inputs, outputs]));
  const perRow = repeatedRows(x, rows).reshape([rows, 1, inputs]);
  return tf.matMul(perRow, w.reshape([rows, inputs, outputs])).reshape([rows, outputs]);
}

/**
 * y·Wᵀ for the same W.
 * @param y [B, O]
 * @returns [B, I]
 */
export function rowProductBack(y: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  const outputs = y.shape[1];
  const [rows, size] = w.shape;
  const inputs = size / outputs;
  if (rows === 1) return tf.matMul(y, tf.transpose(w.reshape([inputs, outputs])));
  const perRow = y.reshape([rows, 1, outputs]);
  return tf.matMul(perRow, w.reshape([rows, inputs, outputs]), false, true).reshape([rows, inputs]);
}

/**
 * x·W for T vectors per row.
 * @param x [B, T, I]
 * @param w [B | 1, I·O]
 * @returns [B, T, O]
 */
export function rowProducts(x: tf.Tensor3D, w: tf.Tensor2D, outputs: number): tf.Tensor3D {
  const [batch, count, inputs] = x.shape;
  if (w.shape[0] > 1) return tf.matMul(x, w.reshape([batch, inputs, outputs]));
  const flat = matMul(x.reshape([batch * count, inputs]), w.reshape([inputs, outputs]));
  return flat.reshape([batch, count, outputs]);
}
