import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';

/**
 * Gives every coordinate its transformer's numbers, as a function of the coordinates before it in some order.
 * Where the last layer is 0 these numbers are 0, at which every transformer is the identity.
 */
export interface Conditioner {
  readonly name: string;
  /** Columns of each of its arrays in the parameters, in order. */
  readonly sizes: readonly number[];
  /** After so many passes of `apply`, from any start, the inverse has settled: D for a full order, 2 for two blocks. */
  readonly passes: number;
  /**
   * @param z       [B, D]
   * @param weights the arrays of `sizes`, each [B | 1, size]
   * @param context [B | 1, C]
   * @returns       [B, D, n], n numbers for the transformer of each coordinate
   */
  apply(z: Tensor2D, weights: readonly Tensor2D[], context?: Tensor2D): Tensor3D;
  /** Starting weights, all arrays joined. */
  initial(seed: number, name: string): Float32Array;
}
