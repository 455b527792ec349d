import * as tf from '@tensorflow/tfjs';
import { defineModel, logPdf, positive, rungeKutta } from '../../../inference/index.js';
import { splitColumns } from '../../../tensors/split.js';

export interface Pelts {
  ts: number[];
  y_init: number[];
  y: number[][];
}

/** Hares u and lynxes v by Lotka and Volterra, u' = (θ₁ − θ₂v)u, v' = (−θ₃ + θ₄u)v; solved for their logarithms. */
export const hareLynx = ({ ts, y_init, y }: Pelts) =>
  defineModel({
    parameters: { theta: positive(4), z_init: positive(2), sigma: positive(2) },
    logJoint({ theta, z_init, sigma }) {
      const [theta1, theta2, theta3, theta4] = splitColumns(theta, [1, 1, 1, 1]);
      const start = splitColumns(tf.log(z_init), [1, 1]);
      const growth = (_: number, [logU, logV]: [tf.Tensor2D, tf.Tensor2D]): [tf.Tensor2D, tf.Tensor2D] => [
        tf.sub(theta1, tf.mul(theta2, tf.exp(logV))),
        tf.sub(tf.mul(theta4, tf.exp(logU)), theta3),
      ];
      const states = rungeKutta(growth, start, [0, ...ts], { step: 0.25 });
      const [sigma1, sigma2] = splitColumns(sigma, [1, 1]);
      const observed = [y_init, ...y];
      const seen = (k: 0 | 1, std: tf.Tensor2D) => {
        const logs = observed.map((row) => Math.log(row[k]!));
        return logPdf.normal(
          logs,
          tf.concat(
            states.map((state) => state[k]),
            1,
          ),
          std,
        );
      };
      return [
        logPdf.normal(tf.concat([theta1, theta3], 1), 1, 0.5),
        logPdf.normal(tf.concat([theta2, theta4], 1), 0.05, 0.05),
        logPdf.logNormal(sigma, -1, 1),
        logPdf.logNormal(z_init, Math.log(10), 1),
        ...[seen(0, sigma1), seen(1, sigma2)],
      ];
    },
  });

export interface Doses {
  t0: number;
  D: number;
  V: number;
  times: number[];
  C_hat: number[];
}

/** Concentration of a drug that is absorbed and eliminated, C' = D·k_a·e^{−k_a t}/V − (V_m/V)·C/(K_m + C). */
export const michaelisMenten = ({ t0, D, V, times, C_hat }: Doses) =>
  defineModel({
    parameters: { k_a: positive(), K_m: positive(), V_m: positive(), sigma: positive() },
    logJoint({ k_a, K_m, V_m, sigma }) {
      const dose = tf.mul(D / V, k_a);
      const most = tf.div(V_m, V);
      const change = (t: number, [C]: [tf.Tensor2D]): [tf.Tensor2D] => {
        const absorbed = tf.mul(dose, tf.exp(tf.mul(-t, k_a)));
        return [tf.sub(absorbed, tf.div(tf.mul(most, C), tf.add(K_m, C)))];
      };
      const states = rungeKutta(change, [tf.zerosLike(k_a)], [t0, ...times], { step: 0.25 });
      const logC = tf.log(
        tf.concat(
          states.slice(1).map(([C]) => C),
          1,
        ),
      );
      return [...[k_a, K_m, V_m, sigma].map((x) => logPdf.halfCauchy(x, 1)), logPdf.logNormal(C_hat, logC, sigma)];
    },
  });
