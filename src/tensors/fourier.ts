import FFT from 'fft.js';

/** X_k = Σₙ xₙ·e^{−2πikn/N}, unnormalised; re and im alternate, 2N numbers each. */
export type Fourier = (input: Float64Array, output: Float64Array) => void;

const known = new Map<number, Fourier>();

/**
 * A discrete Fourier transform of N complex numbers in O(N log N): a power of two directly, any other N by Bluestein's.
 * Tables of roots of unity are made at the first call for each N and kept.
 */
export function fourier(n: number): Fourier {
  const transform = known.get(n) ?? planned(n);
  known.set(n, transform);
  return transform;
}

function planned(n: number): Fourier {
  if (n === 1) return (input, output) => output.set(input);
  if ((n & (n - 1)) !== 0) return bluestein(n);
  const plan = new FFT(n);
  return (input, output) => plan.transform(output, input);
}

/**
 * Any N as a circular convolution of a power of two M ≥ 2N − 1: kn = (k² + n² − (k − n)²)/2 turns the sum into one.
 * Source: Bluestein 1970.
 */
function bluestein(n: number): Fourier {
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const transform = fourier(m);
  const chirp = new Float64Array(2 * n); // e^{−πik²/N}; k² modulo 2N, so that the angle stays exact.
  for (let k = 0; k < n; k++) {
    const angle = (Math.PI * ((k * k) % (2 * n))) / n;
    chirp[2 * k] = Math.cos(angle);
    chirp[2 * k + 1] = -Math.sin(angle);
  }
  const kernel = new Float64Array(2 * m);
  for (let k = 0; k < n; k++) {
    for (const at of k === 0 ? [0] : [k, m - k]) {
      kernel[2 * at] = chirp[2 * k]!;
      kernel[2 * at + 1] = -chirp[2 * k + 1]!;
    }
  }
  const kernelHat = new Float64Array(2 * m);
  transform(kernel, kernelHat);
  const [padded, spectrum] = [new Float64Array(2 * m), new Float64Array(2 * m)];
  return (input, output) => {
    padded.fill(0);
    multiply(input, chirp, padded, n, 1);
    transform(padded, spectrum);
    // The inverse transform is conj ∘ transform ∘ conj over m; the last product takes the second conj along.
    multiply(spectrum, kernelHat, padded, m, -1);
    transform(padded, spectrum);
    for (let k = 0; k < n; k++) {
      const re = spectrum[2 * k]! / m;
      const im = -spectrum[2 * k + 1]! / m;
      output[2 * k] = re * chirp[2 * k]! - im * chirp[2 * k + 1]!;
      output[2 * k + 1] = re * chirp[2 * k + 1]! + im * chirp[2 * k]!;
    }
  };
}

/** out = a·b, or its complex conjugate for sign −1. */
function multiply(a: Float64Array, b: Float64Array, out: Float64Array, count: number, sign: 1 | -1): void {
  for (let i = 0; i < 2 * count; i += 2) {
    const re = a[i]! * b[i]! - a[i + 1]! * b[i + 1]!;
    out[i + 1] = sign * (a[i]! * b[i + 1]! + a[i + 1]! * b[i]!);
    out[i] = re;
  }
}
