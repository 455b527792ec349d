import * as tf from '@tensorflow/tfjs';
import { customGrad } from './custom-grad.js';
import { isMatrix } from './matrix.js';

/** Parameters: plain numbers, or a tensor (a weight, say) that gradients go through. */
export type Values = readonly number[] | Float32Array | tf.Tensor;

/** As a tensor of one row [1, N] or as it is; made anew at each call, so that nothing holds tensors of its own. */
export function rowOf(values: Values): tf.Tensor2D {
  if (values instanceof tf.Tensor) return isMatrix(values) ? values : values.reshape([1, -1]);
  return tf.tensor2d(Array.from(values), [1, values.length]);
}

/** The same numbers, no gradient reaching them; what is empty stays as it is, because graphs have no empty tensors. */
export const detached = <V extends Values>(values: V): V =>
  values instanceof tf.Tensor && values.size > 0 ? stopGradient(values) : values;

/** The same values; gradients end here: what led to them gets a gradient of 0. */
export const stopGradient = customGrad(
  <T extends tf.Tensor>(x: T) => ({ value: x.clone(), saved: [] }),
  (dy) => [tf.zerosLike(dy)],
);
