import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { checkCount, defineFlow, type FlowMap } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, finite, type OptionChecks } from '../options.js';

export interface ToIntervalOptions {
  /** Default 0. */
  low?: number;
  /** Default 1. */
  high?: number;
}

export const toIntervalChecks: OptionChecks<ToIntervalOptions> = { low: finite, high: finite };

/**
 * Onto an interval, each coordinate by itself: z' = low + (high − low)/(1 + e⁻ᶻ), without parameters.
 * Source: Stan reference manual, "Lower and upper bounded scalar".
 * @param dim D
 * @throws RangeError for bounds that are not finite, or not in order
 */
export function toInterval(dim: number, options: ToIntervalOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, name);
  checkOptions(options, toIntervalChecks, name);
  const { low = 0, high = 1 } = options;
  if (!(low < high)) throw new RangeError(expected('high', `be above low, ${low}`, high, name));
  const width = high - low;
  const logWidth = Math.log(width);
  const forward: FlowMap = (z) => {
    const logSlope = tf.sub(logWidth, tf.add<tf.Tensor2D>(tf.softplus(z), tf.softplus(tf.neg(z))));
    return { z: tf.add(low, tf.mul(width, tf.sigmoid(z))), logDet: tf.sum(logSlope, 1) };
  };
  const inverse: FlowMap = (x) => {
    const [below, above] = [tf.log(tf.sub(x, low)), tf.log(tf.sub(high, x))];
    const logSlope = tf.sub(logWidth, tf.add<tf.Tensor2D>(below, above));
    return { z: tf.sub(below, above), logDet: tf.sum(logSlope, 1) };
  };
  return defineFlow({ name, dim, config: { low, high }, paramCount: 0, inverseKind: 'exact', forward, inverse });
}

const name = 'toInterval';
