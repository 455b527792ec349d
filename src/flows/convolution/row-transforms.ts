import { fourier } from './fourier.js';

/** An orthonormal map of N numbers and its transpose, which is its inverse; `input` and `output` hold one row. */
export interface RowTransform {
  forward(input: ArrayLike<number>, output: Float32Array): void;
  inverse(input: ArrayLike<number>, output: Float32Array): void;
}

/** How many frequencies of N real numbers have a cosine alone (k = 0, and N/2 if N is even), and how many a sine too. */
export const frequencies = (n: number): { edges: number; pairs: number } => {
  const edges = n % 2 === 0 ? 2 : 1;
  return { edges, pairs: (n - edges) / 2 };
};

/**
 * Real Fourier basis, N orthonormal functions: first the edges, 1/√N and (−1)ⁿ/√N, then √(2/N)·cos(2πkn/N) for
 * k = 1 …, then √(2/N)·sin(2πkn/N). With X the unnormalised DFT the coefficients are Re X₀/√N, √(2/N)·Re X_k and
 * −√(2/N)·Im X_k.
 */
export function fourierRows(n: number): RowTransform {
  const { edges, pairs } = frequencies(n);
  const transform = fourier(n);
  const [input, output] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const [edgeScale, pairScale] = [1 / Math.sqrt(n), Math.sqrt(2 / n)];
  return {
    forward(x, coefficients) {
      input.fill(0);
      for (let i = 0; i < n; i++) input[2 * i] = x[i]!;
      transform(input, output);
      for (let e = 0; e < edges; e++) coefficients[e] = edgeScale * output[e * n]!;
      for (let k = 1; k <= pairs; k++) {
        coefficients[edges + k - 1] = pairScale * output[2 * k]!;
        coefficients[edges + pairs + k - 1] = -pairScale * output[2 * k + 1]!;
      }
    },
    inverse(coefficients, x) {
      // Real input, so transforming the conjugate spectrum gives N times the signal: x = DFT(conj X)/N.
      input.fill(0);
      for (let e = 0; e < edges; e++) input[e * n] = edgeScale * coefficients[e]!;
      for (let k = 1; k <= pairs; k++) {
        const re = 0.5 * pairScale * coefficients[edges + k - 1]!;
        const im = 0.5 * pairScale * coefficients[edges + pairs + k - 1]!;
        input[2 * k] = re;
        input[2 * k + 1] = im;
        input[2 * (n - k)] = re;
        input[2 * (n - k) + 1] = -im;
      }
      transform(input, output);
      for (let i = 0; i < n; i++) x[i] = output[2 * i]!;
    },
  };
}

/**
 * Orthonormal DCT-II, c_k = s_k·Σₙ xₙ·cos(π(2n + 1)k/2N) with s₀ = √(1/N), s_k = √(2/N), by one DFT of N numbers.
 * Source: Makhoul 1980: the even entries, then the odd ones backwards.
 */
export function cosineRows(n: number): RowTransform {
  const transform = fourier(n);
  const [input, output] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const place = Array.from({ length: n }, (_, i) => (2 * i < n ? 2 * i : 2 * (n - i) - 1));
  const scale = (k: number) => Math.sqrt((k === 0 ? 1 : 2) / n);
  const cos = Float64Array.from({ length: n }, (_, k) => Math.cos((Math.PI * k) / (2 * n)));
  const sin = Float64Array.from({ length: n }, (_, k) => Math.sin((Math.PI * k) / (2 * n)));
  return {
    forward(x, coefficients) {
      input.fill(0);
      for (let i = 0; i < n; i++) input[2 * i] = x[place[i]!]!;
      transform(input, output);
      for (let k = 0; k < n; k++) {
        coefficients[k] = scale(k) * (output[2 * k]! * cos[k]! + output[2 * k + 1]! * sin[k]!);
      }
    },
    inverse(coefficients, x) {
      // V_k = (X_k − i·X_{N−k})·e^{πik/2N}; its conjugate transformed, over N, is the reordered signal.
      for (let k = 0; k < n; k++) {
        const re = coefficients[k]! / scale(k);
        const im = k === 0 ? 0 : -coefficients[n - k]! / scale(n - k);
        input[2 * k] = re * cos[k]! - im * sin[k]!;
        input[2 * k + 1] = -(re * sin[k]! + im * cos[k]!);
      }
      transform(input, output);
      for (let i = 0; i < n; i++) x[place[i]!] = output[2 * i]! / n;
    },
  };
}
