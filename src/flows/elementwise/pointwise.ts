import * as tf from '@tensorflow/tfjs';
import { unknownName } from '../../errors.js';
import { defineFlow, type FlowMap } from '../define.js';
import type { InvertibleFlow } from '../flow.js';

/** A function of one number, applied to each, and the logarithm of its slope, both as functions of its argument. */
interface Smooth {
  value(x: tf.Tensor2D): tf.Tensor2D;
  logSlope(x: tf.Tensor2D): tf.Tensor2D;
}

export type PointwiseName = 'exp' | 'softplus' | 'sigmoid' | 'logit' | 'tanh';

const ln2 = Math.log(2);
/** ln(1 − e^{−y}), y > 0. */
const logOneMinusExp = (y: tf.Tensor2D) => tf.log(tf.neg(tf.expm1(tf.neg(y))));

const exp: Smooth = { value: tf.exp, logSlope: (x) => x };
const log: Smooth = { value: tf.log, logSlope: (y) => tf.neg(tf.log(y)) };

const softplus: Smooth = { value: tf.softplus, logSlope: (x) => tf.neg(tf.softplus(tf.neg(x))) };
const softplusInverse: Smooth = {
  value: (y) => tf.add(y, logOneMinusExp(y)),
  logSlope: (y) => tf.neg(logOneMinusExp(y)),
};

const sigmoid: Smooth = {
  value: tf.sigmoid,
  logSlope: (x) => tf.neg(tf.add<tf.Tensor2D>(tf.softplus(x), tf.softplus(tf.neg(x)))),
};
const logit: Smooth = {
  value: (y) => tf.sub(tf.log(y), tf.log1p(tf.neg(y))),
  logSlope: (y) => tf.neg(tf.add<tf.Tensor2D>(tf.log(y), tf.log1p(tf.neg(y)))),
};

// 1 − tanh² = 4/(eˣ + e⁻ˣ)², in a form that does not cancel where tanh rounds to 1.
const tanh: Smooth = {
  value: tf.tanh,
  logSlope: (x) => tf.mul(2, tf.sub(tf.sub(ln2, x), tf.softplus(tf.mul(-2, x)))),
};
const atanh: Smooth = {
  value: tf.atanh,
  logSlope: (y) => tf.neg(tf.add<tf.Tensor2D>(tf.log1p(y), tf.log1p(tf.neg(y)))),
};

const pairs: Record<PointwiseName, [forward: Smooth, inverse: Smooth]> = {
  exp: [exp, log],
  softplus: [softplus, softplusInverse],
  sigmoid: [sigmoid, logit],
  logit: [logit, sigmoid],
  tanh: [tanh, atanh],
};

/**
 * A fixed function applied to each coordinate, without parameters: `exp` and `softplus` onto (0, ∞), `sigmoid` onto
 * (0, 1), `logit` from (0, 1) onto ℝ, `tanh` onto (−1, 1). For their inverses, such as the logarithm, use `invert`.
 * Outside its domain a map gives NaN; `checkFinite` finds that. `exp` overflows float32 above 88.
 * @param dim D
 * @throws RangeError for an unknown name
 */
export function pointwise(dim: number, name: PointwiseName): InvertibleFlow<'exact'> {
  if (!Object.hasOwn(pairs, name))
    throw new RangeError(unknownName('pointwise function', `${name}`, Object.keys(pairs)));
  const [forward, inverse] = pairs[name].map(
    ({ value, logSlope }): FlowMap =>
      (z) => ({ z: value(z), logDet: tf.sum(logSlope(z), 1) }),
  ) as [FlowMap, FlowMap];
  return defineFlow({ name, dim, paramCount: 0, inverseKind: 'exact', forward, inverse });
}
