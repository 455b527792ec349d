import * as tf from '@tensorflow/tfjs';
import { checkCount } from '../define.js';
import { softBound, type Transformer } from './transformer.js';

export interface MonotoneTransformerOptions {
  /** m, width of the hidden layer. Default 8. */
  units?: number;
}

/** Bounds of ln A, ln s and ln a: slopes and steepnesses stay where float32 resolves them. */
const bounds = { scale: 3, slope: 5, steepness: 2 };
/** The units start centred evenly on [−3, 3], where a standard normal base lies. */
const reach = 3;

/**
 * Monotone network with one hidden layer of m units, increasing in z and onto ℝ:
 *   z' = t + (A/m)·Σⱼ [z + (sⱼ − 1)/aⱼ·tanh(aⱼ(z − cⱼ))],  A, aⱼ, sⱼ > 0.
 * With Tⱼ the tanh, the slope is (A/m)·Σⱼ [Tⱼ² + (1 − Tⱼ²)·sⱼ], a sum of positive terms: unit j has slope sⱼ at cⱼ
 * and 1 far from it, and all sⱼ = 1, A = 1, t = 0 is the identity.
 * Source: the idea of Huang et al. 2018 (neural autoregressive flows).
 * Deviation: a linear term carries the tails where the paper ends with a logit, so nothing saturates at large |z|.
 * The inverse is a bracketed root; its gradients are those of the implicit function.
 */
export function monotoneTransformer({ units: m = 8 }: MonotoneTransformerOptions = {}): Transformer<'numeric'> {
  checkCount('units', m, 'monotone');
  const grid = Array.from({ length: m }, (_, j) => (m === 1 ? 0 : reach * ((2 * j) / (m - 1) - 1)));
  const unpack = (numbers: tf.Tensor3D): Units => {
    const [t, scale, slope, steepness, centre] = tf.split(numbers, [1, 1, m, m, m], 2);
    return {
      t: t!,
      logA: softBound(scale!, bounds.scale),
      s: tf.exp(softBound(slope!, bounds.slope)),
      a: tf.exp(softBound(steepness!, bounds.steepness)),
      c: tf.add(centre!, tf.tensor3d(grid, [1, 1, m])),
    };
  };
  return {
    name: 'monotone',
    paramCount: 2 + 3 * m,
    inverseKind: 'numeric',
    coordinatewise: true,
    forward(z, numbers) {
      const units = unpack(numbers);
      const { value, slope } = bend(tf.expandDims(z, 2), units);
      return {
        z: tf.add(units.t, tf.mul(tf.exp(units.logA), value)).reshape(z.shape),
        logSlope: tf.add(units.logA, tf.log(slope)).reshape(z.shape),
      };
    },
    inverse(z, numbers) {
      const units = unpack(numbers);
      const x = straighten(tf.mul(tf.sub(tf.expandDims(z, 2), units.t), tf.exp(tf.neg(units.logA))), units);
      const { slope } = bend(x, units);
      return { z: x.reshape(z.shape), logSlope: tf.neg(tf.add(units.logA, tf.log(slope))).reshape(z.shape) };
    },
  };
}

interface Units {
  t: tf.Tensor;
  logA: tf.Tensor;
  s: tf.Tensor;
  a: tf.Tensor;
  c: tf.Tensor;
}

type Shape = Pick<Units, 's' | 'a' | 'c'>;

/** The map without t and A at x [B, d, 1], and its slope. */
function bend(x: tf.Tensor, { s, a, c }: Shape): { value: tf.Tensor; slope: tf.Tensor } {
  const T = tf.tanh(tf.mul(a, tf.sub(x, c)));
  const T2 = tf.square(T);
  const step = tf.div(tf.sub(s, 1), a);
  return {
    value: tf.add(x, tf.mean(tf.mul(step, T), 2, true)),
    slope: tf.mean(tf.add(T2, tf.mul(tf.sub(1, T2), s)), 2, true),
  };
}

/** x with bend(x) = r: the root found without gradient, then one Newton step that carries the gradients. */
function straighten(r: tf.Tensor, shape: Shape): tf.Tensor {
  const x = root(r, shape.s, shape.a, shape.c);
  const { value, slope } = bend(x, shape);
  return tf.sub(x, tf.div(tf.sub(value, r), constant(slope)));
}

/** Halvings until the bracket, at most 2·mean|s − 1|/a ≈ 2200 wide, is narrower than a unit's curvature; Newton does the rest. */
const halvings = 24;
const newtonSteps = 4;

/** Σ|s − 1|/(a·m) bounds how far the root is from r. It is a constant for autodiff: all gradients are 0. */
const root = tf.customGrad((...args) => {
  const [r, s, a, c, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  const width = tf.mean(tf.div(tf.abs(tf.sub(s, 1)), a), 2, true);
  let low = tf.sub(r, width);
  let high = tf.add(r, width);
  for (let i = 0; i < halvings; i++) {
    const middle = tf.mul(0.5, tf.add(low, high));
    const above = tf.step(tf.sub(bend(middle, { s, a, c }).value, r));
    low = tf.add(middle, tf.mul(above, tf.sub(low, middle)));
    high = tf.add(high, tf.mul(above, tf.sub(middle, high)));
  }
  let x = tf.mul(0.5, tf.add(low, high));
  for (let i = 0; i < newtonSteps; i++) {
    const { value, slope } = bend(x, { s, a, c });
    x = tf.minimum(tf.maximum(tf.sub(x, tf.div(tf.sub(value, r), slope)), low), high);
  }
  save([r, s, a, c]);
  return { value: x, gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved.map((input) => tf.zerosLike(input)) };
});

const constant = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
  save([x]);
  return { value: x.clone(), gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => tf.zerosLike(saved[0]!) };
});
