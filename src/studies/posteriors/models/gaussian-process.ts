import * as tf from '@tensorflow/tfjs';
import { cholesky, defineModel, logPdf, positive, real } from '../../../inference/index.js';

/** On the diagonal, as a share of α². Deviation: 1e-10 in the original, which is nothing in float32; of f it is 0.3 % of α. */
const jitter = 1e-5;

/** Counts with a rate whose logarithm is a Gaussian process with squared-exponential covariance. */
export const poissonProcess = ({ x, k }: { x: number[]; k: number[] }) => {
  const n = x.length;
  const squares = x.flatMap((a) => x.map((b) => (a - b) ** 2));
  const process = (rho: tf.Tensor2D, alpha: tf.Tensor2D, raw: tf.Tensor2D): tf.Tensor2D => {
    const shape = tf.exp(tf.div(tf.tensor2d([squares]), tf.mul(-2, tf.square(rho))));
    const covariance = tf.add(shape, tf.mul(jitter, tf.eye(n).reshape([1, n * n])));
    const factor = cholesky(covariance.reshape([-1, n, n]));
    return tf.mul(alpha, tf.sum(tf.mul(factor, tf.expandDims(raw, 1)), 2));
  };
  return defineModel({
    parameters: { rho: positive(), alpha: positive(), raw: real(n) },
    logJoint: ({ rho, alpha, raw }) => [
      logPdf.gamma(rho, 25, 4),
      logPdf.halfNormal(alpha, 2),
      logPdf.normal(raw, 0, 1),
      logPdf.poissonOfLog(k, process(rho, alpha, raw)),
    ],
    derived: ({ rho, alpha, raw }) => ({ f: process(rho, alpha, raw) }),
  });
};
