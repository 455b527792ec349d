import * as tf from '@tensorflow/tfjs';

/** Parameters: plain numbers, or a tensor (a weight, say) that gradients go through. */
export type Values = readonly number[] | Float32Array | tf.Tensor;

/** As a tensor of one row [1, N] or as it is; made anew at each call, so that nothing holds tensors of its own. */
export function rowOf(values: Values): tf.Tensor2D {
  if (values instanceof tf.Tensor) return (values.rank === 2 ? values : values.reshape([1, -1])) as tf.Tensor2D;
  return tf.tensor2d(Array.from(values), [1, values.length]);
}

/** The last size of some values, how many dimensions they describe. */
export const lengthOf = (values: Values): number =>
  values instanceof tf.Tensor ? (values.shape.at(-1) ?? 1) : values.length;

/** The same numbers, no gradient reaching them; what is empty stays as it is, because graphs have no empty tensors. */
export const detached = (values: Values): Values =>
  values instanceof tf.Tensor && values.size > 0 ? stopGradient(values) : values;

/** The same values; gradients end here. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return stopped(x) as T;
}

const stopped = tf.customGrad((...args) => ({
  value: (args[0] as tf.Tensor).clone(),
  gradFunc: (dy: tf.Tensor) => [tf.zerosLike(dy)],
}));
