import * as tf from '@tensorflow/tfjs';

/** The same values; gradients end here. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return stopped(x) as T;
}

const stopped = tf.customGrad((...args) => ({
  value: (args[0] as tf.Tensor).clone(),
  gradFunc: (dy: tf.Tensor) => [tf.zerosLike(dy)],
}));
