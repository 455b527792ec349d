import * as tf from '@tensorflow/tfjs';
import { rowOf, type Values } from '../tensors/values.js';
import type { Flow } from './flow.js';

/** Points as plain numbers after a flow, and the logDet at each. */
export interface MappedPoints {
  points: number[][];
  /** ln|det ∂z'/∂z| in nats */
  logDet: number[];
}

/**
 * Sends plain points through a flow, or back: for pictures and checks of a few thousand points.
 * @param params P numbers or a tensor [1, P]
 * @throws TypeError for `inverse` if the flow offers none
 * @example
 * ```ts
 * import { leakyRelu, mapPoints } from 'vinf';
 *
 * const { points, logDet } = mapPoints(leakyRelu(2), [0, Math.log(0.5)], [[3, -4]]);
 * console.log(points, logDet[0].toFixed(2)); // [ [ 3, -2 ] ] -0.69
 * ```
 */
export function mapPoints(
  flow: Flow,
  params: Values,
  points: readonly (readonly number[])[],
  direction: 'forward' | 'inverse' = 'forward',
): MappedPoints {
  const map = flow[direction];
  if (!map) throw new TypeError(`Expected the flow to offer an inverse, got none (${flow.name})`);
  return tf.tidy(() => {
    const { z, logDet } = map(tf.tensor2d(points as number[][], [points.length, flow.dim]), rowOf(params));
    return { points: z.arraySync(), logDet: logDet.arraySync() };
  });
}
