import type * as tf from '@tensorflow/tfjs';

/** Whether a tensor has two axes; narrows its type. */
export const isMatrix = (x: tf.Tensor): x is tf.Tensor2D => x.rank === 2;
