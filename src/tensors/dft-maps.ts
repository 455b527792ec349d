import type { DftMap, SparseMap } from './row-dft.js';

/** An orthonormal map of N numbers around one DFT, and its transpose, which is its inverse. */
export interface DftMaps {
  forward: DftMap;
  inverse: DftMap;
}

/** How many frequencies of N real numbers have a cosine alone (k = 0, and N/2 if N is even), and how many a sine too. */
export const frequencies = (n: number): { edges: number; pairs: number } => {
  const edges = n % 2 === 0 ? 2 : 1;
  return { edges, pairs: (n - edges) / 2 };
};

type Entry = readonly [from: number, scale: number];
const nothing: Entry = [0, 0];

/** One term of a map to `count` numbers. */
function term(count: number, entry: (i: number) => Entry): SparseMap[number] {
  const entries = Array.from({ length: count }, (_, i) => entry(i));
  return { from: Int32Array.from(entries, ([from]) => from), scale: Float64Array.from(entries, ([, scale]) => scale) };
}

/** Real numbers, moved, as complex ones. */
const complex = (n: number, from: (i: number) => number): SparseMap => [
  term(2 * n, (i) => (i % 2 === 0 ? [from(i / 2), 1] : nothing)),
];

/**
 * Real Fourier basis, N orthonormal functions: first the edges, 1/√N and (−1)ⁿ/√N, then √(2/N)·cos(2πkn/N) for
 * k = 1 …, then √(2/N)·sin(2πkn/N). With X the unnormalised DFT the coefficients are Re X₀/√N, √(2/N)·Re X_k and
 * −√(2/N)·Im X_k.
 */
export function fourierMaps(n: number): DftMaps {
  const { edges, pairs } = frequencies(n);
  const [edge, pair] = [1 / Math.sqrt(n), Math.sqrt(2 / n)];
  const coefficient = (j: number): Entry => {
    if (j < edges) return [j * n, edge];
    const k = j - edges + 1;
    return k <= pairs ? [2 * k, pair] : [2 * (k - pairs) + 1, -pair];
  };
  // Real input, so transforming the conjugate spectrum gives N times the signal: x = DFT(conj X)/N.
  const conjugate = (i: number): Entry => {
    const [m, isImaginary] = [i >> 1, i % 2 === 1];
    if (m === 0 || 2 * m === n) return isImaginary ? nothing : [m === 0 ? 0 : 1, edge];
    const k = Math.min(m, n - m);
    const real = edges + k - 1;
    return isImaginary ? [real + pairs, (m === k ? 0.5 : -0.5) * pair] : [real, 0.5 * pair];
  };
  return {
    forward: { before: complex(n, (i) => i), after: [term(n, coefficient)] },
    inverse: { before: [term(2 * n, conjugate)], after: [term(n, (i) => [2 * i, 1])] },
  };
}

/**
 * Orthonormal DCT-II, c_k = s_k·Σₙ xₙ·cos(π(2n + 1)k/2N) with s₀ = √(1/N), s_k = √(2/N), by one DFT of N numbers.
 * Source: Makhoul 1980: the even entries, then the odd ones backwards.
 */
export function cosineMaps(n: number): DftMaps {
  const place = Array.from({ length: n }, (_, i) => (2 * i < n ? 2 * i : 2 * (n - i) - 1));
  const origin = new Int32Array(n);
  place.forEach((at, i) => {
    origin[at] = i;
  });
  const scale = (k: number) => Math.sqrt((k === 0 ? 1 : 2) / n);
  const cos = (k: number) => Math.cos((Math.PI * k) / (2 * n));
  const sin = (k: number) => Math.sin((Math.PI * k) / (2 * n));
  // V_k = (X_k − i·X_{N−k})·e^{πik/2N} with X_k = c_k/s_k; its conjugate transformed, over N, is the reordered signal.
  const own = (i: number): Entry => {
    const k = i >> 1;
    return [k, (i % 2 === 0 ? cos(k) : -sin(k)) / scale(k)];
  };
  const mirrored = (i: number): Entry => {
    const k = i >> 1;
    return k === 0 ? nothing : [n - k, (i % 2 === 0 ? sin(k) : cos(k)) / scale(n - k)];
  };
  return {
    forward: {
      before: complex(n, (i) => place[i]!),
      after: [term(n, (k) => [2 * k, scale(k) * cos(k)]), term(n, (k) => [2 * k + 1, scale(k) * sin(k)])],
    },
    inverse: {
      before: [term(2 * n, own), term(2 * n, mirrored)],
      after: [term(n, (j) => [2 * origin[j]!, 1 / n])],
    },
  };
}
