import { noise } from '../../random/index.js';
import { orthonormalRows } from '../linear/orthogonal.js';

/** How coordinates are mixed between coupling layers; see `CouplingOptions`. */
export type Mixing = 'permutation' | 'orthogonal' | 'swap' | 'none';

export const mixings: readonly Mixing[] = ['permutation', 'orthogonal', 'swap', 'none'];

/** Square matrices, D × D row-major; a batch of rows z is mixed as z·M. */
export interface FixedMaps {
  /** Applied before each coupling layer. */
  before: Float32Array[];
  /** Applied after the last: the inverse of the product of the others, so that the maps alone are the identity. */
  after: Float32Array;
}

/**
 * K fixed random maps, a pure function of the seed; none for the other kinds of mixing.
 * Deviation: the 2015 paper draws permutations freely. One that keeps both halves as sets merges two layers into one
 * (in 2-D every other permutation does), so such a draw is repeated: in 2-D the layers alternate.
 */
export function fixedMaps(mixing: Mixing, dim: number, layers: number, split: number, seed: number): FixedMaps | null {
  if (mixing !== 'permutation' && mixing !== 'orthogonal') return null;
  const before = Array.from({ length: layers }, (_, k) =>
    mixing === 'orthogonal' ? rotation(dim, seed, k) : crossing(dim, split, seed, k),
  );
  const product = before.reduce((left, right) => multiply(left, right, dim));
  const after = Float32Array.from(product, (_, i) => product[(i % dim) * dim + Math.floor(i / dim)]!);
  return { before: before.map((matrix) => Float32Array.from(matrix)), after };
}

/** A permutation matrix that carries at least one coordinate from one half to the other. */
function crossing(dim: number, split: number, seed: number, layer: number): Float64Array {
  for (let attempt = 0; ; attempt++) {
    const order = noise(seed, `coupling/permutation${layer}`, attempt).permutation(dim);
    if (order.every((from, to) => from < split === to < split)) continue;
    const matrix = new Float64Array(dim * dim);
    order.forEach((from, to) => {
      matrix[from * dim + to] = 1;
    });
    return matrix;
  }
}

const rotation = (dim: number, seed: number, layer: number): Float64Array =>
  Float64Array.from(orthonormalRows(dim, noise(seed, `coupling/orthogonal${layer}`).normal(dim * dim)).flat());

function addMultiple(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * source[i]!;
}

function multiply(a: Float64Array, b: Float64Array, dim: number): Float64Array {
  const out = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let k = 0; k < dim; k++) {
      addMultiple(out.subarray(i * dim, (i + 1) * dim), b.subarray(k * dim, (k + 1) * dim), a[i * dim + k]!);
    }
  }
  return out;
}
