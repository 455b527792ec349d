import * as tf from '@tensorflow/tfjs';
import { customGrad } from './custom-grad.js';

/** The same values; gradients end here: what led to them gets a gradient of 0. */
export const stopGradient = customGrad(
  <T extends tf.Tensor>(x: T) => ({ value: x.clone(), saved: [] }),
  (dy) => [tf.zerosLike(dy)],
);
