import * as tf from '@tensorflow/tfjs';

/** Coordinates after an increasing map, and the logarithms of its slopes. */
export interface Stretched {
  /** [B, d] */
  z: tf.Tensor2D;
  /** [B, d], ln ∂z'/∂z */
  logSlope: tf.Tensor2D;
}

/**
 * A family of increasing maps of ℝ onto ℝ, each described by n unconstrained numbers and applied to every coordinate
 * by itself; 0 describes the identity.
 */
export interface Transformer<Kind extends 'exact' | 'numeric' = 'exact' | 'numeric'> {
  readonly name: string;
  /** n, how many numbers describe the map of one coordinate. */
  readonly paramCount: number;
  readonly inverseKind: Kind;
  /**
   * @param z       [B, d]
   * @param numbers [B, d, n]
   */
  forward(z: tf.Tensor2D, numbers: tf.Tensor3D): Stretched;
  /** The inverse map; its logSlope is that of the inverse. */
  inverse(z: tf.Tensor2D, numbers: tf.Tensor3D): Stretched;
}

/** a/(1 + |a|/c): odd, increasing, between −c and c, with slope 1 at 0. */
export function softBound<T extends tf.Tensor>(a: T, c: number): T {
  return tf.div(a, tf.add(1, tf.div(tf.abs(a), c)));
}
