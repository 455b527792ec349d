import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import type { ConditionedMap } from './transformer.js';

/**
 * Sends plain numbers through one map z ↦ τ(z) of a transformer's family, as `mapPoints` sends points through a flow:
 * for its curve.
 * @param params n numbers, which single out the map
 * @throws RangeError if `params` does not have n numbers
 */
export function mapNumbers(transformer: ConditionedMap, params: ArrayLike<number>, z: ArrayLike<number>): number[] {
  const { name, paramCount: n } = transformer;
  if (params.length !== n) throw new RangeError(expected('`params`', `have ${n} numbers`, params.length, name));
  const B = z.length;
  return tf.tidy(() => {
    const numbers = tf.tile(tf.tensor3d(Array.from(params), [1, 1, n]), [B, 1, 1]);
    return Array.from(transformer.forward(tf.tensor2d(Array.from(z), [B, 1]), numbers).z.dataSync());
  });
}
