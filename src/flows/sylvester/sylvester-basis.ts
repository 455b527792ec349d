import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { splitColumns, splitEvenly } from '../../tensors/split.js';
import { reflect, reflectors } from '../linear/householder.js';
import { multiply } from '../linear/matrix.js';
import { identityOrder, permute } from '../linear/permutation.js';
import { polarFactor } from './polar-factor.js';

/** Q with orthonormal columns, as its two products. */
export interface Basis {
  /** Qᵀz, [B, D] → [B, m] */
  project(z: tf.Tensor2D): tf.Tensor2D;
  /** Q x, [B, m] → [B, D] */
  expand(x: tf.Tensor2D): tf.Tensor2D;
}

/** How the Q of each layer is made of q parameters. */
export interface BasisFamily {
  /** q, parameters a layer. */
  size: number;
  /** @param params [rows, K·q] */
  layers(params: tf.Tensor2D, K: number): Basis[];
  /** K·q numbers to start from. */
  initial(seed: number, K: number): Float32Array;
}

type MakeFamily = (dim: number, m: number, reflections: number) => BasisFamily;

/** Q = the polar factor of a matrix; those of all layers at once. */
const orthogonal: MakeFamily = (dim, m) => ({
  size: dim * m,
  layers(params, K) {
    const rows = params.shape[0];
    const Q = polarFactor(tf.reshape(params, [rows * K, dim, m]));
    return splitEvenly(tf.reshape(Q, [rows, K * dim * m]), K).map((flat) => {
      const matrix: tf.Tensor3D = tf.reshape(flat, [rows, dim, m]);
      const transposed = tf.transpose(matrix, [0, 2, 1]);
      return { project: (z) => multiply(transposed, z), expand: (x) => multiply(matrix, x) };
    });
  },
  // The first columns of the identity, slightly turned.
  initial: (seed, K) =>
    noise(seed, 'sylvester/q')
      .normal(K * dim * m)
      .map((x, i) => 0.1 * x + (Math.floor((i % (dim * m)) / m) === i % m ? 1 : 0)),
});

/** Q = the first m columns of a product of reflections. */
const householder: MakeFamily = (dim, m, reflections) => ({
  size: dim * reflections,
  layers(params, K) {
    const units = reflectors(params, K * reflections);
    return Array.from({ length: K }, (_, k) => {
      const own = units.slice(k * reflections, (k + 1) * reflections);
      const backward = [...own].reverse();
      return {
        project: (z) => splitColumns(reflect(z, backward), [m, dim - m])[0]!,
        expand: (x) => reflect(m === dim ? x : tf.concat([x, tf.zeros([x.shape[0], dim - m])], 1), own),
      };
    });
  },
  initial: (seed, K) => noise(seed, 'sylvester/q').normal(K * dim * reflections),
});

/** Q = I, or the reversal of the coordinates in every other layer; no parameters. */
const triangular: MakeFamily = (dim) => ({
  size: 0,
  layers(_, K) {
    const straight: Basis = { project: (z) => z, expand: (x) => x };
    const order = identityOrder(dim).reverse(); // Its own inverse.
    const turn = (x: tf.Tensor2D) => permute(x, order, 'forward');
    const reversed: Basis = { project: turn, expand: turn };
    return Array.from({ length: K }, (_, k) => (k % 2 === 0 ? straight : reversed));
  },
  initial: () => new Float32Array(0),
});

export const bases = { orthogonal, householder, triangular } satisfies Record<string, MakeFamily>;
