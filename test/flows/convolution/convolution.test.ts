import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileFunction } from '../../../src/engine/compiled/compile-function.js';
import { readCircularConvolutionParams } from '../../../src/flows/convolution/circular-params.js';
import { circularConvolution, symmetricConvolution } from '../../../src/flows/convolution/flows.js';
import { convolutionStack } from '../../../src/flows/convolution/stack.js';
import type { Flow } from '../../../src/flows/flow.js';
import { noise } from '../../../src/random/index.js';
import { fourier } from '../../../src/tensors/fourier.js';
import { cosine, realFourier } from '../../../src/tensors/orthonormal-transform.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';
import { inverseUndoesForward, logDetIsTheJacobians } from '../conformance/local.js';
import { decompose } from '../conformance/matrix.js';
import { structureHolds } from '../conformance/structure.js';

onBackend('wasm');

const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Columns of a linear flow: the images of the unit vectors. */
const matrixOf = (flow: Flow, params: tf.Tensor2D): number[][] => {
  const columns = flow.forward(tf.eye(flow.dim), params).z.arraySync();
  return indices(flow.dim).map((i) => columns.map((column) => column[i]!));
};

/** ŵ_k = e^{ρ_k + iφ_k} of the parameters, and the kernel by the inverse DFT, written out as sums. */
function kernelOf(params: tf.Tensor2D, n: number): number[] {
  const spectrum = readCircularConvolutionParams(params, n);
  const rho = (k: number) => spectrum.rho[Math.min(k, n - k)]!;
  const phi = (k: number) => {
    if (k === 0 || 2 * k === n) return 0;
    return 2 * k < n ? spectrum.phi[k - 1]! : -spectrum.phi[n - k - 1]!;
  };
  return indices(n).map((i) =>
    indices(n).reduce((sum, k) => sum + (Math.exp(rho(k)) * Math.cos(phi(k) + (2 * Math.PI * k * i) / n)) / n, 0),
  );
}

describe('fourier', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 64])('is the sum it stands for at N = %i', (n) => {
    const input = Float64Array.from(noise(1, 'x').normal(2 * n));
    const output = new Float64Array(2 * n);
    fourier(n)(input, output);
    for (const k of indices(n)) {
      const [re, im] = indices(n).reduce(
        ([re, im], i) => {
          const angle = (-2 * Math.PI * k * i) / n;
          const [c, s, a, b] = [Math.cos(angle), Math.sin(angle), input[2 * i]!, input[2 * i + 1]!];
          return [re + a * c - b * s, im + a * s + b * c];
        },
        [0, 0],
      ) as [number, number];
      expect(output[2 * k]).toBeCloseTo(re, 9);
      expect(output[2 * k + 1]).toBeCloseTo(im, 9);
    }
  });
});

describe.each([
  ['realFourier', realFourier],
  ['cosine', cosine],
] as const)('%s', (_, make) => {
  it.each([1, 2, 5, 8, 100, 128])('by fft equals by matrix, is orthonormal and has its own gradient, N = %i', (n) => {
    tf.tidy(() => {
      const [fft, matrix] = [make(n, 'fft'), make(n, 'matrix')];
      const [x, y] = [normal('x', 3, n), normal('y', 3, n)];
      expect(largestDifference(fft.forward(x), matrix.forward(x))).toBeLessThan(1e-5);
      expect(largestDifference(fft.inverse(x), matrix.inverse(x))).toBeLessThan(1e-5);
      expect(largestDifference(fft.inverse(fft.forward(x)), x)).toBeLessThan(1e-5);
      const gradient = (transform: typeof fft) =>
        tf.grad((v) => tf.sum(tf.mul(transform.forward(v as tf.Tensor2D), y)))(x);
      expect(largestDifference(gradient(fft), gradient(matrix))).toBeLessThan(1e-5);
    });
  });
});

it('cosine: the basis is the orthonormal DCT-II', () => {
  const n = 6;
  const rows = cosine(n, 'fft').forward(tf.eye(n)).arraySync();
  rows.forEach((row, i) => {
    row.forEach((value, k) => {
      const scale = Math.sqrt((k === 0 ? 1 : 2) / n);
      expect(value).toBeCloseTo(scale * Math.cos((Math.PI * (2 * i + 1) * k) / (2 * n)), 6);
    });
  });
});

describe('circularConvolution', () => {
  it.each([1, 2, 3, 4, 5, 8, 64])('is the circulant matrix whose first column is the kernel, N = %i', (n) => {
    for (const method of ['fft', 'matrix'] as const) {
      const flow = circularConvolution(n, { method });
      const params = normal('params', 1, n, { scale: 0.5 });
      const w = kernelOf(params, n);
      const size = Math.max(...w.map(Math.abs));
      const matrix = matrixOf(flow, params);
      indices(n).forEach((i) => {
        indices(n).forEach((j) => {
          expect(Math.abs(matrix[i]![j]! - w[(i - j + n) % n]!) / size).toBeLessThan(2e-6);
        });
      });
      const exact = decompose(indices(n).map((i) => indices(n).map((j) => w[(i - j + n) % n]!)));
      expect(flow.forward(tf.zeros([1, n]), params).logDet.dataSync()[0]).toBeCloseTo(exact.logAbsDet, 4);
      expect(exact.sign).toBe(1);
    }
  });

  it('signal: the parameters are the first column, logDet is ln|det| of it, and it starts as the identity', () => {
    for (const n of [1, 2, 3, 5, 8]) {
      for (const method of ['fft', 'matrix'] as const) {
        const item = { name: 'signal', make: () => flow, structure: ['circulant' as const] };
        const flow = circularConvolution(n, { parametrisation: 'signal', method });
        const params = normal('params', 1, n);
        const column = matrixOf(flow, params).map((row) => row[0]!);
        expect(largestDifference(tf.tensor1d(column), params.reshape([n]))).toBeLessThan(1e-5);
        for (const check of [logDetIsTheJacobians, inverseUndoesForward, structureHolds]) {
          // ŵ at k = 0 and N/2 is real and may be negative, so the sign of det depends on the parameters.
          expect(check(flow, item).filter((failure) => failure !== 'det J changes its sign')).toEqual([]);
        }
        const start = tf.tensor2d(flow.initialParams(1), [1, n]);
        const z = normal('z', 4, n);
        expect(largestDifference(flow.forward(z, start).z, z)).toBeLessThan(1e-5);
      }
    }
  });

  it('signal: a kernel with a zero of its spectrum has logDet −∞', () => {
    const flow = circularConvolution(4, { parametrisation: 'signal' });
    const { logDet } = flow.forward(tf.zeros([1, 4]), tf.tensor2d([[1, 1, 0, 0]])); // ŵ_2 = 1 − 1
    expect(logDet.dataSync()[0]).toBeLessThan(-10);
  });

  it('two in a row are one: spectra multiply', () => {
    const flow = circularConvolution(6);
    const [p, q, z] = [normal('p', 1, 6, { scale: 0.5 }), normal('q', 1, 6, { scale: 0.5 }), normal('z', 5, 6)];
    const twice = flow.forward(flow.forward(z, p).z, q);
    expect(largestDifference(twice.z, flow.forward(z, tf.add(p, q) as tf.Tensor2D).z)).toBeLessThan(1e-4);
  });

  it.each([1000, 16384])('works at N = %i: there and back, and logDet is Σ ρ with its multiplicities', (n) => {
    tf.tidy(() => {
      const flow = circularConvolution(n);
      const [z, params] = [normal('z', 2, n), normal('params', 1, n, { scale: 0.3 })];
      const there = flow.forward(z, params);
      expect(largestDifference(flow.inverse(there.z, params).z, z)).toBeLessThan(1e-4);
      const { rho } = readCircularConvolutionParams(params, n);
      const expectedLogDet = rho[0]! + rho.at(-1)! + 2 * rho.slice(1, -1).reduce((sum, x) => sum + x, 0);
      expect(Math.abs(there.logDet.dataSync()[0]! - expectedLogDet)).toBeLessThan(1e-3 * Math.sqrt(n));
      const gradient = tf.grad((p) => tf.sum(flow.forward(z, p as tf.Tensor2D).logDet))(params);
      expect(gradient.dataSync()[0]).toBeCloseTo(2, 5);
      expect(gradient.dataSync()[2]).toBeCloseTo(4, 5);
    });
  });

  it('refuses an unknown method with the nearest name', () => {
    expect(() => circularConvolution(4, { method: 'ftt' as never })).toThrow('did you mean "fft"?');
    expect(() => circularConvolution(4, { parametrisation: 'sginal' as never })).toThrow('did you mean "signal"?');
  });
});

it('symmetricConvolution: the matrix is symmetric with eigenvalues e^ρ, a convolution of the mirrored signal', () => {
  const n = 7;
  const flow = symmetricConvolution(n);
  const params = normal('params', 1, n, { scale: 0.5 });
  const matrix = matrixOf(flow, params);
  const rho = params.dataSync();
  indices(n).forEach((i) => {
    indices(n).forEach((j) => {
      expect(matrix[i]![j]).toBeCloseTo(matrix[j]![i]!, 5);
    });
  });
  // The even filter of length 2N whose DFT is e^{ρ_k} at k < N, 0 at N: h_m = (1/2N)(λ₀ + 2 Σ λ_k cos(πkm/N)).
  const h = (m: number) =>
    indices(n).reduce((sum, k) => sum + (k === 0 ? 1 : 2) * Math.exp(rho[k]!) * Math.cos((Math.PI * k * m) / n), 0) /
    (2 * n);
  const z = noise(1, 'z').normal(n);
  const mirrored = (i: number) => z[i < n ? i : 2 * n - 1 - i]!;
  const got = flow.forward(tf.tensor2d(z, [1, n]), params).z.dataSync();
  indices(n).forEach((i) => {
    expect(got[i]).toBeCloseTo(
      indices(2 * n).reduce((sum, j) => sum + h(i - j) * mirrored(j), 0),
      4,
    );
  });
});

it('convolutionStack: a diagonal between convolutions makes more than one convolution', () => {
  const flow = convolutionStack(4, { layers: 2, slog: false });
  const params = normal('params', 1, flow.paramCount);
  const origin = flow.forward(tf.zeros([1, 4]), params).z.dataSync();
  const J = matrixOf(flow, params).map((row, i) => row.map((x) => x - origin[i]!));
  expect(Math.abs(J[1]![1]! - J[0]![0]!)).toBeGreaterThan(0.05);
});

it('convolutionStack: far out the way back is a number, and a density 0', () => {
  const flow = convolutionStack(2, { layers: 4 });
  const { z, logDet } = flow.inverse(tf.tensor2d([[90, -80]]), tf.fill([1, flow.paramCount], 1));
  expect([...z.dataSync(), ...logDet.dataSync()].every(Number.isFinite)).toBe(true);
  const logProb = tf.add(tf.sum(tf.mul(-0.5, tf.square(z)), 1), logDet);
  expect(logProb.dataSync()[0]).toBe(Number.NEGATIVE_INFINITY);
});

describe('transforms by fft compile', () => {
  it.each([64, 100, 256])('realFourier and cosine of %i numbers: the graph gives what eager gives', async (n) => {
    const x = noise(3, 'signal').normal(2 * n);
    for (const transform of [realFourier(n, 'fft'), cosine(n, 'fft')]) {
      for (const map of [transform.forward, transform.inverse]) {
        const wanted = map(tf.tensor2d(x, [2, n])).dataSync();
        const graph = await compileFunction(({ x }) => ({ y: map(x as tf.Tensor2D) }), { x: [2, n] });
        const { y } = await graph.run({ x });
        wanted.forEach((value, i) => void expect(y![i]).toBeCloseTo(value, 4));
        graph.dispose();
      }
    }
  });
});
