import * as tf from '@tensorflow/tfjs';
import { bisected, type Increasing, implicitRoot, newtonSteps } from '../../tensors/root.js';
import { splitAlong } from '../../tensors/split.js';
import { checkOptions, countFrom, type OptionChecks } from '../options.js';
import { softBound, type Transformer } from './transformer.js';

export interface MonotoneTransformerOptions {
  /** m, width of the hidden layer. Default 8. */
  units?: number;
}

const checks: OptionChecks<MonotoneTransformerOptions> = { units: countFrom(1) };

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
export function monotoneTransformer(options: MonotoneTransformerOptions = {}): Transformer<'numeric'> {
  checkOptions(options, checks, 'monotone');
  const { units: m = 8 } = options;
  const grid = Array.from({ length: m }, (_, j) => (m === 1 ? 0 : reach * ((2 * j) / (m - 1) - 1)));
  const unpack = (numbers: tf.Tensor3D): Units => {
    const [t, scale, slope, steepness, centre] = splitAlong(numbers, [1, 1, m, m, m], 2);
    return {
      t,
      logA: softBound(scale, bounds.scale),
      s: tf.exp(softBound(slope, bounds.slope)),
      a: tf.exp(softBound(steepness, bounds.steepness)),
      c: tf.add(centre, tf.tensor3d(grid, [1, 1, m])),
    };
  };
  return {
    name: 'monotone',
    config: { units: m },
    paramCount: 2 + 3 * m,
    inverseKind: 'numeric',
    coordinatewise: true,
    forward(z, numbers) {
      const units = unpack(numbers);
      const { value, slope } = bend(tf.expandDims(z, 2), ...shapeOf(units));
      return {
        z: tf.add(units.t, tf.mul(tf.exp(units.logA), value)).reshape(z.shape),
        logSlope: tf.add(units.logA, tf.log(slope)).reshape(z.shape),
      };
    },
    inverse(z, numbers) {
      const units = unpack(numbers);
      const x = straighten(tf.mul(tf.sub(tf.expandDims(z, 2), units.t), tf.exp(tf.neg(units.logA))), ...shapeOf(units));
      const { slope } = bend(x, ...shapeOf(units));
      return { z: x.reshape(z.shape), logSlope: tf.neg(tf.add(units.logA, tf.log(slope))).reshape(z.shape) };
    },
  };
}

interface Units {
  t: tf.Tensor3D;
  logA: tf.Tensor3D;
  s: tf.Tensor3D;
  a: tf.Tensor3D;
  c: tf.Tensor3D;
}

type Shape = [s: tf.Tensor3D, a: tf.Tensor3D, c: tf.Tensor3D];

const shapeOf = ({ s, a, c }: Units): Shape => [s, a, c];

/** The map without t and A at x [B, d, 1], with its derivatives; s, a and c are [B | 1, d, m]. */
function bend(x: tf.Tensor3D, ...[s, a, c]: Shape): Increasing<tf.Tensor3D, Shape> {
  const m = s.shape[2];
  const offset = tf.sub(x, c);
  const T = tf.tanh(tf.mul(a, offset));
  const T2 = tf.square(T);
  const step = tf.div(tf.sub(s, 1), a);
  const dT = tf.sub(1, T2);
  return {
    value: tf.add(x, tf.mean(tf.mul(step, T), 2, true)),
    slope: tf.mean(tf.add(T2, tf.mul(dT, s)), 2, true),
    partials() {
      // By s, a and c, of (s − 1)/(ma)·tanh(a(x − c)).
      const share = tf.div(T, tf.mul(m, a));
      return [share, tf.mul(step, tf.sub(tf.div(tf.mul(dT, offset), m), share)), tf.mul(tf.sub(1, s), tf.div(dT, m))];
    },
  };
}

/** Halvings until the bracket, at most 2·mean|s − 1|/a ≈ 2200 wide, is narrower than a unit's curvature; Newton does the rest. */
const halvings = 24;
const steps = 4;

/** x with bend(x) = r; mean|s − 1|/a bounds how far it is from r. */
const straighten = implicitRoot(bend, (r, ...shape) => {
  const [s, a] = shape;
  const f = (x: tf.Tensor3D) => bend(x, ...shape);
  const width = tf.mean(tf.div(tf.abs(tf.sub(s, 1)), a), 2, true);
  const { low, high } = bisected(f, r, { low: tf.sub(r, width), high: tf.add(r, width) }, halvings);
  const within = (x: tf.Tensor3D): tf.Tensor3D => tf.minimum(tf.maximum(x, low), high);
  return newtonSteps(f, r, tf.mul(0.5, tf.add(low, high)), steps, within);
});
