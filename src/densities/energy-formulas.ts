import * as tf from '@tensorflow/tfjs';
import { splitColumns } from '../tensors/split.js';

/** The four energies of Rezende & Mohamed 2015, table 1. */
export type EnergyName = 'U1' | 'U2' | 'U3' | 'U4';

export const energyNames: readonly EnergyName[] = ['U1', 'U2', 'U3', 'U4'];

interface EnergyFormula {
  /** U(z), [B, 2] → [B], nats, differentiable everywhere */
  tensor(z: tf.Tensor2D): tf.Tensor1D;
  /** U(z1, z2) in float64 */
  number(z1: number, z2: number): number;
}

/**
 * U1 = ½((‖z‖ − 2)/0.4)² − ln(exp(−½((z1 − 2)/0.6)²) + exp(−½((z1 + 2)/0.6)²))
 * U2 = ½((z2 − w1)/0.4)²
 * U3 = −ln(exp(−½((z2 − w1)/0.35)²) + exp(−½((z2 − w1 + w2)/0.35)²))
 * U4 = −ln(exp(−½((z2 − w1)/0.4)²) + exp(−½((z2 − w1 + w3)/0.35)²))
 * with w1 = sin(2πz1/4), w2 = 3·exp(−½((z1 − 1)/0.6)²), w3 = 3·sigmoid((z1 − 1)/0.3).
 */
export const energyFormulas: Readonly<Record<EnergyName, EnergyFormula>> = {
  U1: {
    tensor(z) {
      const [z1] = coordinates(z);
      const radius = tf.sqrt(tf.add<tf.Tensor1D>(tf.sum(tf.square(z), 1), tiny));
      const modes = logAddExp(bell(tf.sub(z1, 2), 0.6), bell(tf.add(z1, 2), 0.6));
      return tf.neg(tf.add<tf.Tensor1D>(bell(tf.sub(radius, 2), 0.4), modes));
    },
    number: (z1, z2) => -bell64(Math.hypot(z1, z2) - 2, 0.4) - logAddExp64(bell64(z1 - 2, 0.6), bell64(z1 + 2, 0.6)),
  },
  U2: {
    tensor: (z) => tf.neg(bell(offset(z), 0.4)),
    number: (z1, z2) => -bell64(z2 - w1(z1), 0.4),
  },
  U3: {
    tensor(z) {
      const w2 = tf.mul<tf.Tensor1D>(3, tf.exp(bell(tf.sub(coordinates(z)[0], 1), 0.6)));
      return tf.neg(logAddExp(bell(offset(z), 0.35), bell(tf.add(offset(z), w2), 0.35)));
    },
    number(z1, z2) {
      const w2 = 3 * Math.exp(bell64(z1 - 1, 0.6));
      return -logAddExp64(bell64(z2 - w1(z1), 0.35), bell64(z2 - w1(z1) + w2, 0.35));
    },
  },
  U4: {
    tensor(z) {
      const w3 = tf.mul<tf.Tensor1D>(3, tf.sigmoid(tf.div(tf.sub(coordinates(z)[0], 1), 0.3)));
      return tf.neg(logAddExp(bell(offset(z), 0.4), bell(tf.add(offset(z), w3), 0.35)));
    },
    number(z1, z2) {
      const w3 = 3 / (1 + Math.exp(-(z1 - 1) / 0.3));
      return -logAddExp64(bell64(z2 - w1(z1), 0.4), bell64(z2 - w1(z1) + w3, 0.35));
    },
  },
};

/** Under the root: its gradient at the origin is 0 rather than NaN. */
const tiny = 1e-30;

const coordinates = (z: tf.Tensor2D): [tf.Tensor1D, tf.Tensor1D] => {
  const [z1, z2] = splitColumns(z, [1, 1]);
  return [z1.reshape([-1]), z2.reshape([-1])];
};

/** z2 − w1(z1) */
const offset = (z: tf.Tensor2D): tf.Tensor1D => {
  const [z1, z2] = coordinates(z);
  return tf.sub(z2, tf.sin(tf.mul(Math.PI / 2, z1)));
};

/** ln of an unnormalised Gaussian bell, −½(a/width)² */
const bell = (a: tf.Tensor1D, width: number): tf.Tensor1D => tf.mul(-0.5, tf.square(tf.div(a, width)));

/** ln(eᵃ + eᵇ) as b + softplus(a − b): no overflow, and the gradient is right at a = b too. */
const logAddExp = (a: tf.Tensor1D, b: tf.Tensor1D): tf.Tensor1D => tf.add(b, tf.softplus(tf.sub(a, b)));

const w1 = (z1: number): number => Math.sin((Math.PI / 2) * z1);
const bell64 = (a: number, width: number): number => -0.5 * (a / width) ** 2;
const logAddExp64 = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
