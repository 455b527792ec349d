import * as tf from '@tensorflow/tfjs';
import { defineModel, logPdf, positive, real } from '../../../inference/index.js';

export interface Schools {
  y: number[];
  sigma: number[];
}

/** Effects of coaching in eight schools, θⱼ ~ N(μ, τ): a funnel. */
export const eightSchoolsCentred = ({ y, sigma }: Schools) =>
  defineModel({
    parameters: { theta: real(8), mu: real(), tau: positive() },
    logJoint: ({ theta, mu, tau }) => [
      logPdf.normal(mu, 0, 5),
      logPdf.halfCauchy(tau, 5),
      logPdf.normal(theta, mu, tau),
      logPdf.normal(y, theta, sigma),
    ],
  });

/** The same by θ = μ + τθ̃, which straightens the funnel. */
export const eightSchools = ({ y, sigma }: Schools) =>
  defineModel({
    parameters: { raw: real(8), mu: real(), tau: positive() },
    logJoint: ({ raw, mu, tau }) => [
      logPdf.normal(raw, 0, 1),
      logPdf.normal(mu, 0, 5),
      logPdf.halfCauchy(tau, 5),
      logPdf.normal(y, tf.add(mu, tf.mul(tau, raw)), sigma),
    ],
    derived: ({ raw, mu, tau }) => ({ theta: tf.add(mu, tf.mul(tau, raw)) }),
  });
