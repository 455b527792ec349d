import * as tf from '@tensorflow/tfjs';
import type { PlainObject } from '../../problem/plain.js';

/** Numbers after a map, and what it did to the volume. */
export interface Stretched {
  /** [B, d] */
  z: tf.Tensor2D;
  /** Its columns sum to the map's logDet; of a coordinatewise map [B, d], ln ∂z'/∂z of each coordinate. */
  logSlope: tf.Tensor2D;
}

/** A family of bijections of ℝᵈ, for any d, described by n unconstrained numbers per coordinate; 0 describes the identity. */
export interface ConditionedMap<Kind extends 'exact' | 'numeric' = 'exact' | 'numeric'> {
  readonly name: string;
  /** Options that make another map of the same numbers, such as a bound; see `Flow`. */
  readonly config?: PlainObject;
  /** Options beyond the config, which decide how the map is computed; see `Flow`. */
  readonly description?: PlainObject;
  /** n, how many numbers there are for each coordinate. */
  readonly paramCount: number;
  readonly inverseKind: Kind;
  /** Whether each coordinate is mapped by itself, by its own n numbers. */
  readonly coordinatewise: boolean;
  /**
   * @param z       [B, d]
   * @param numbers [B, d, n]
   */
  forward(z: tf.Tensor2D, numbers: tf.Tensor3D): Stretched;
  /** The inverse map; its logSlope is that of the inverse. */
  inverse(z: tf.Tensor2D, numbers: tf.Tensor3D): Stretched;
}

/** What makes the map what it is, for the config of a flow. */
export const configOf = ({ name, config }: ConditionedMap): PlainObject => ({ map: name, ...config });

/** What makes the map again, for the description of a flow. */
export const describedMap = (map: ConditionedMap): PlainObject => ({ ...configOf(map), ...map.description });

/** A family of increasing maps of ℝ onto ℝ, applied to every coordinate by itself. */
export interface Transformer<Kind extends 'exact' | 'numeric' = 'exact' | 'numeric'> extends ConditionedMap<Kind> {
  readonly coordinatewise: true;
}

/** a/(1 + |a|/c): odd, increasing, between −c and c, with slope 1 at 0; a itself for c = ∞. */
export function softBound<T extends tf.Tensor>(a: T, c: number): T {
  return Number.isFinite(c) ? tf.div(a, tf.add(1, tf.div(tf.abs(a), c))) : a;
}
