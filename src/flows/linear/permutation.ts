import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { matMul } from '../../tensors/matmul.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, oneOf, seedCheck } from '../options.js';

export type PermutationKind = 'random' | 'reversed' | 'swap' | 'alternate';

export interface PermutationOptions {
  /**
   * `random` by the seed; `reversed`, last first; `swap`, the second half first; `alternate`, those of even index first,
   * then those of odd index. Default `random`; in small dimensions, where chance often changes nothing (in 2-D half the
   * time), alternate swaps instead.
   */
  kind?: PermutationKind;
  /** Default 0; part of the map, so it belongs in every checkpoint's config. */
  seed?: number;
}

export interface PermutationFlow extends InvertibleFlow<'exact'> {
  readonly seed: number;
  /** z'_i = z_{order[i]} */
  readonly order: readonly number[];
}

/**
 * Fixed permutation of the coordinates, z'_i = z_{order[i]}, logDet 0, without parameters.
 * @param dim D
 * @throws RangeError for an unknown kind, or a dim or a seed out of range
 */
export function permutation(dim: number, options: PermutationOptions = {}): PermutationFlow {
  checkCount('dim', dim, 'permutation');
  checkOptions(options, checks, 'permutation');
  const { kind = 'random', seed = 0 } = options;
  const order = orders[kind](dim, seed);
  const noVolume = (z: tf.Tensor2D): tf.Tensor1D => tf.zeros([z.shape[0]]);
  const flow = defineFlow({
    name: 'permutation',
    config: { kind, seed },
    dim,
    paramCount: 0,
    inverseKind: 'exact',
    forward: (z) => ({ z: permute(z, order, 'forward'), logDet: noVolume(z) }),
    inverse: (z) => ({ z: permute(z, order, 'inverse'), logDet: noVolume(z) }),
  });
  return { ...flow, seed, order };
}

export const identityOrder = (dim: number): number[] => Array.from({ length: dim }, (_, i) => i);
export const randomOrder = (dim: number, seed: number): number[] => [...noise(seed, 'permutation').permutation(dim)];

const orders: Record<PermutationKind, (dim: number, seed: number) => number[]> = {
  random: randomOrder,
  reversed: (dim) => identityOrder(dim).reverse(),
  swap: (dim) => identityOrder(dim).map((i) => (i + Math.ceil(dim / 2)) % dim),
  alternate: (dim) => identityOrder(dim).map((i) => (2 * i < dim ? 2 * i : 2 * (i - Math.ceil(dim / 2)) + 1)),
};

const checks: OptionChecks<PermutationOptions> = {
  kind: oneOf('permutation', Object.keys(orders)),
  seed: seedCheck,
};

/** As a product with a one-hot matrix, exact in float32: a gather has no gradient on the wasm backend. */
export function permute(z: tf.Tensor2D, order: readonly number[], direction: 'forward' | 'inverse'): tf.Tensor2D {
  const n = order.length;
  const matrix = new Float32Array(n * n);
  order.forEach((from, to) => {
    matrix[direction === 'forward' ? from * n + to : to * n + from] = 1;
  });
  return matMul(z, tf.tensor2d(matrix, [n, n]));
}
