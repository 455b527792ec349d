import * as tf from '@tensorflow/tfjs';
import { defineModel, logPdf, positive, real, simplex } from '../../../inference/index.js';
import { splitColumns } from '../../../tensors/split.js';
import { predictor } from './regressions.js';

/** Autoregression of order K, y_t ~ N(α + Σ β_k y_{t−k}, σ). */
export const autoregression = ({ K, y }: { K: number; y: number[] }) => {
  const lagged = Array.from({ length: K }, (_, k) => y.slice(K - 1 - k, y.length - 1 - k));
  return defineModel({
    parameters: { alpha: real(), beta: real(K), sigma: positive() },
    logJoint: ({ alpha, beta, sigma }) => [
      logPdf.normal(alpha, 0, 10),
      logPdf.normal(beta, 0, 10),
      logPdf.halfCauchy(sigma, 2.5),
      logPdf.normal(y.slice(K), tf.add(alpha, predictor(beta, lagged)), sigma),
    ],
  });
};

/** Errors err_t = y_t − (μ + φy_{t−1} + θerr_{t−1}) ~ N(0, σ), from err₁ = y₁ − (μ + φμ). */
export const arma = ({ y }: { y: number[] }) =>
  defineModel({
    parameters: { mu: real(), phi: real(), theta: real(), sigma: positive() },
    logJoint({ mu, phi, theta, sigma }) {
      const errors = [tf.sub(y[0]!, tf.add(mu, tf.mul(phi, mu)))];
      for (let t = 1; t < y.length; t++) {
        const before = tf.mul(theta, errors[t - 1]!);
        errors.push(tf.sub(y[t]!, tf.add(mu, tf.add(tf.mul(phi, y[t - 1]!), before))));
      }
      return [
        logPdf.normal(mu, 0, 10),
        logPdf.normal(phi, 0, 2),
        logPdf.normal(theta, 0, 2),
        logPdf.halfCauchy(sigma, 2.5),
        logPdf.normal(tf.concat(errors, 1), 0, sigma),
      ];
    },
  });

/** Variances σ_t² = α₀ + α₁(y_{t−1} − μ)² + β₁σ_{t−1}² with α₁ + β₁ < 1: two shares of three. */
export const garch = ({ y, sigma1 }: { y: number[]; sigma1: number }) =>
  defineModel({
    parameters: { mu: real(), alpha0: positive(), shares: simplex(3) },
    logJoint({ mu, alpha0, shares }) {
      const [alpha1, beta1] = splitColumns(shares, [1, 1, 1]);
      const squares = splitColumns(
        tf.square(tf.sub<tf.Tensor2D>(tf.tensor2d([y]), mu)),
        y.map(() => 1),
      );
      const variances: tf.Tensor[] = [tf.mul(sigma1 ** 2, tf.onesLike(mu))];
      for (let t = 1; t < y.length; t++) {
        const news = tf.add(alpha0, tf.mul(alpha1, squares[t - 1]!));
        variances.push(tf.add(news, tf.mul(beta1, variances[t - 1]!)));
      }
      return [logPdf.normal(y, mu, tf.sqrt(tf.concat(variances, 1)))];
    },
    derived({ shares }) {
      const [alpha1, beta1] = splitColumns(shares, [1, 1, 1]);
      return { alpha1, beta1 };
    },
  });
