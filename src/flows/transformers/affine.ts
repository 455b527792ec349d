import * as tf from '@tensorflow/tfjs';
import { slices } from '../../tensors/split.js';
import { checkOptions, type OptionChecks, softBoundCheck } from '../options.js';
import { type Stretched, softBound, type Transformer } from './transformer.js';

/**
 * z' = z + t, slope 1.
 * Source: Dinh, Krueger & Bengio 2014 (NICE).
 */
export function additiveTransformer(): Transformer<'exact'> {
  const shift = (z: tf.Tensor2D, numbers: tf.Tensor3D, sign: number): Stretched => ({
    z: tf.add(z, tf.mul(sign, numbers.reshape(z.shape))),
    logSlope: tf.zeros(z.shape),
  });
  return {
    name: 'additive',
    paramCount: 1,
    inverseKind: 'exact',
    coordinatewise: true,
    forward: (z, numbers) => shift(z, numbers, 1),
    inverse: (z, numbers) => shift(z, numbers, -1),
  };
}

export interface AffineTransformerOptions {
  /** c, the log-scale stays between −c and c. Default 3. */
  bound?: number;
}

const checks: OptionChecks<AffineTransformerOptions> = { bound: softBoundCheck };

/**
 * z' = z·eˢ + t with s = a/(1 + |a|/c): softly bounded, since a free exponent overflows in deep stacks.
 * Source: Dinh, Sohl-Dickstein & Bengio 2017 (RealNVP), eqs. 4–5; Kingma et al. 2016 and Papamakarios et al. 2017.
 * Deviation: the bound, where the papers use tanh with a learned factor, a gate, or none.
 */
export function affineTransformer(options: AffineTransformerOptions = {}): Transformer<'exact'> {
  checkOptions(options, checks, 'affine');
  const { bound = 3 } = options;
  const parts = (numbers: tf.Tensor3D) => {
    const [t, a] = slices(numbers, 2);
    return { t, s: softBound(a, bound) };
  };
  return {
    name: 'affine',
    config: { bound },
    paramCount: 2,
    inverseKind: 'exact',
    coordinatewise: true,
    forward(z, numbers) {
      const { t, s } = parts(numbers);
      return { z: tf.add(tf.mul(z, tf.exp(s)), t), logSlope: s };
    },
    inverse(z, numbers) {
      const { t, s } = parts(numbers);
      const back = tf.neg(s);
      return { z: tf.mul(tf.sub(z, t), tf.exp(back)), logSlope: back };
    },
  };
}
