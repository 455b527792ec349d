import * as tf from '@tensorflow/tfjs';
import {
  defineModel,
  interval,
  logPdf,
  ordered,
  positive,
  positiveOrdered,
  simplex,
} from '../../../inference/index.js';
import { splitColumns } from '../../../tensors/split.js';

/** ln(eᵃ + eᵇ) */
const logAddExp = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.add(a, tf.softplus(tf.sub(b, a)));

/** y ~ θN(μ₁, σ₁) + (1 − θ)N(μ₂, σ₂). */
export const gaussianMixture = ({ y }: { y: number[] }) =>
  defineModel({
    parameters: { mu: ordered(2), sigma: positive(2), theta: interval(0, 1) },
    logJoint({ mu, sigma, theta }) {
      const [mu1, mu2] = splitColumns(mu, [1, 1]);
      const [sigma1, sigma2] = splitColumns(sigma, [1, 1]);
      const first = tf.add(tf.log(theta), logPdf.normal(y, mu1, sigma1));
      const second = tf.add(tf.log(tf.sub(1, theta)), logPdf.normal(y, mu2, sigma2));
      return [logPdf.halfNormal(sigma, 2), logPdf.normal(mu, 0, 2), logPdf.beta(theta, 5, 5), logAddExp(first, second)];
    },
  });

/** A hidden Markov chain of two states, by the forward algorithm. */
export const hiddenMarkov = ({ y }: { y: number[] }) =>
  defineModel({
    parameters: { theta1: simplex(2), theta2: simplex(2), mu: positiveOrdered(2) },
    logJoint({ theta1, theta2, mu }) {
      const [stay1, leave1] = splitColumns(tf.log(theta1), [1, 1]);
      const [leave2, stay2] = splitColumns(tf.log(theta2), [1, 1]);
      const [mu1, mu2] = splitColumns(mu, [1, 1]);
      const steps = y.map(() => 1);
      const [emit1, emit2] = [mu1, mu2].map((m) => splitColumns(logPdf.normal(y, m, 1) as tf.Tensor2D, steps)) as [
        tf.Tensor[],
        tf.Tensor[],
      ];
      let [in1, in2] = [emit1[0]!, emit2[0]!];
      for (let t = 1; t < y.length; t++) {
        [in1, in2] = [
          tf.add(emit1[t]!, logAddExp(tf.add(in1, stay1), tf.add(in2, leave2))),
          tf.add(emit2[t]!, logAddExp(tf.add(in1, leave1), tf.add(in2, stay2))),
        ];
      }
      return [logPdf.normal(mu1, 3, 1), logPdf.normal(mu2, 10, 1), logAddExp(in1, in2)];
    },
  });
