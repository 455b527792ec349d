import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { matMul } from '../../tensors/matmul.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, seedCheck } from '../options.js';

export interface OrthogonalOptions {
  /** Default 0; part of the map, so it belongs in every checkpoint's config. */
  seed?: number;
}

const checks: OptionChecks<OrthogonalOptions> = { seed: seedCheck };

export interface OrthogonalFlow extends InvertibleFlow<'exact'> {
  readonly seed: number;
}

/**
 * Fixed random rotation or reflection, z' = Q z with QᵀQ = I, logDet 0, without parameters; Q is uniform (Haar).
 * The mixing of NICE-orth in Rezende & Mohamed 2015, section 6.
 * @param dim D
 * @throws RangeError for a dim or a seed out of range
 */
export function orthogonal(dim: number, options: OrthogonalOptions = {}): OrthogonalFlow {
  checkCount('dim', dim, 'orthogonal');
  checkOptions(options, checks, 'orthogonal');
  const { seed = 0 } = options;
  const rows = orthonormalRows(dim, noise(seed, 'orthogonal').normal(dim * dim));
  const matrix = Float32Array.from(rows.flat());
  const noVolume = (z: tf.Tensor2D): tf.Tensor1D => tf.zeros([z.shape[0]]);
  const q = () => tf.tensor2d(matrix, [dim, dim]);
  const flow = defineFlow({
    name: 'orthogonal',
    config: { seed },
    dim,
    paramCount: 0,
    inverseKind: 'exact',
    forward: (z) => ({ z: matMul(z, tf.transpose(q())), logDet: noVolume(z) }),
    inverse: (z) => ({ z: matMul(z, q()), logDet: noVolume(z) }),
  });
  return { ...flow, seed };
}

/** Gram–Schmidt on Gaussian rows, in doubles, twice: the first pass leaves rounding along the earlier rows. */
export function orthonormalRows(n: number, gaussian: Float32Array): number[][] {
  const done: number[][] = [];
  for (let i = 0; i < n; i++) {
    let row = [...gaussian.subarray(i * n, (i + 1) * n)];
    for (const q of [...done, ...done]) {
      const along = dot(q, row);
      row = row.map((x, j) => x - along * q[j]!);
    }
    const length = Math.sqrt(dot(row, row));
    done.push(row.map((x) => x / length));
  }
  return done;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
