import * as tf from '@tensorflow/tfjs';
import { choleskyFactor } from '../../densities/index.js';
import { noise } from '../../random/index.js';
import { frequencies } from '../../tensors/dft-maps.js';
import { matMul } from '../../tensors/matmul.js';
import { cosine, realFourier } from '../../tensors/orthonormal-transform.js';
import { type ImageDensityData, logitImages } from './image-data.js';
import { pixelCount as N, side } from './image-flows.js';

/** A Gaussian fitted in closed form to standardised logits. */
export interface FittedGaussian {
  family: string;
  /** Free numbers beside the means and standard deviations of the pixels. */
  params: number;
  /** ln q of each test image, nats. */
  logProb: Float64Array;
}

/** Linear maps of the base by which the Gaussians differ. Only the two convolutions know which pixels are neighbours. */
export const gaussianNames = [
  'gaussian-diagonal',
  'gaussian-circular',
  'gaussian-symmetric',
  'gaussian-circular-shuffled',
  'gaussian-symmetric-shuffled',
  'gaussian-full',
] as const;

/** Shares of the identity mixed into the full correlation matrix, to choose from on validation images. */
const shrinkages = [0.001, 0.01, 0.03, 0.1];

/**
 * The best Gaussians with pixels uncorrelated; with a correlation matrix that one circular convolution (of the pixels as
 * one line, row after row) or one symmetric convolution (of rows and columns) makes; and with any.
 * For an orthonormal basis B whose axes a convolution scales, the most likely scales are the variances of B·v.
 */
export function fittedGaussians(data: ImageDensityData): FittedGaussian[] {
  const correlation = secondMoments(data);
  const { v } = data.test;
  const [line, rowsAndColumns] = [fourierLine(), cosineGrid()];
  const order = noise(0, 'images/shuffled').permutation(N);
  const shuffledV = v.map((_, at) => v[at - (at % N) + order[at % N]!]!);
  const shuffledC = correlation.map((_, at) => correlation[order[Math.floor(at / N)]! * N + order[at % N]!]!);
  return [
    { family: 'gaussian-diagonal', params: 0, logProb: scaled(v, new Float64Array(N).fill(1)) },
    along('gaussian-circular', line, correlation, v),
    along('gaussian-symmetric', rowsAndColumns, correlation, v),
    along('gaussian-circular-shuffled', line, shuffledC, shuffledV),
    along('gaussian-symmetric-shuffled', rowsAndColumns, shuffledC, shuffledV),
    { family: 'gaussian-full', params: (N * (N - 1)) / 2, logProb: full(data, correlation) },
  ];
}

/** An orthonormal basis of images and which of its variances are one number. */
interface Basis {
  coefficients(x: tf.Tensor2D): tf.Tensor2D;
  params: number;
  tie(variances: Float32Array): Float64Array;
}

/** Fourier basis of a line of N: cosine and sine of one frequency share a variance. */
function fourierLine(): Basis {
  const { forward } = realFourier(N, 'matrix');
  const { edges, pairs } = frequencies(N);
  return {
    coefficients: forward,
    params: edges + pairs,
    tie: (variances) =>
      Float64Array.from(variances, (own, k) =>
        k < edges ? own : 0.5 * (own + variances[k < edges + pairs ? k + pairs : k - pairs]!),
      ),
  };
}

/** Cosine basis of rows and columns. */
function cosineGrid(): Basis {
  const { forward } = cosine(side, 'matrix');
  const turned = (z: tf.Tensor2D): tf.Tensor2D =>
    tf.transpose(z.reshape([-1, side, side]), [0, 2, 1]).reshape([-1, side]);
  return {
    coefficients: (x) => turned(forward(turned(forward(x.reshape([-1, side]))))).reshape([-1, N]),
    params: N,
    tie: (variances) => Float64Array.from(variances),
  };
}

function along(family: string, basis: Basis, correlation: Float32Array, v: Float32Array): FittedGaussian {
  const variances = tf.tidy(() => {
    // Var (B·v)_k = Σ_ij B_ki C_ij B_kj
    const axes = basis.coefficients(tf.eye(N));
    return tf.sum(tf.mul(axes, basis.coefficients(tf.tensor2d(correlation, [N, N]))), 0).dataSync<'float32'>();
  });
  const rows = inChunks(v, (x) => basis.coefficients(x));
  return { family, params: basis.params, logProb: scaled(rows, basis.tie(variances)) };
}

/** ln N(row; 0, diag variances) of each row, in float64. */
function scaled(rows: ArrayLike<number>, variances: Float64Array): Float64Array {
  const constant = variances.reduce((sum, variance) => sum + Math.log(2 * Math.PI * variance), 0);
  return Float64Array.from({ length: rows.length / N }, (_, i) => {
    let squares = constant;
    for (let k = 0; k < N; k++) squares += rows[i * N + k]! ** 2 / variances[k]!;
    return -0.5 * squares;
  });
}

const chunk = 1000;

function inChunks(v: Float32Array, map: (x: tf.Tensor2D) => tf.Tensor2D): Float32Array {
  const out = new Float32Array(v.length);
  for (let at = 0; at < v.length; at += chunk * N) {
    const part = v.subarray(at, at + chunk * N);
    out.set(
      tf.tidy(() => map(tf.tensor2d(part, [part.length / N, N])).dataSync<'float32'>()),
      at,
    );
  }
  return out;
}

/** Mean of v·vᵀ over the training images, [N · N]; the mean of v is 0. */
function secondMoments({ digits: { train }, scale }: ImageDensityData): Float32Array {
  const sums = new Float64Array(N * N);
  for (let start = 0; start < train.count; start += chunk) {
    const indices = Uint32Array.from({ length: Math.min(chunk, train.count - start) }, (_, i) => start + i);
    const { v, count } = logitImages(train, indices, scale, noise(0, 'dequantise/moments', start));
    const products = tf.tidy(() => {
      const x = tf.tensor2d(v, [count, N]);
      return matMul(tf.transpose(x), x).dataSync<'float32'>();
    });
    for (let i = 0; i < sums.length; i++) sums[i]! += products[i]!;
  }
  return Float32Array.from(sums, (sum) => sum / train.count);
}

/** The full correlation matrix, mixed with the identity as is best on validation images. */
function full({ valid, test }: ImageDensityData, correlation: Float32Array): Float64Array {
  let best = { score: Number.NEGATIVE_INFINITY, whitening: new Float32Array() as Float32Array, logDet: 0 };
  for (const share of shrinkages) {
    const rows = Array.from({ length: N }, (_, i) =>
      Array.from({ length: N }, (_, j) => {
        // Rounding of the product of chunks is not symmetric.
        const mean = 0.5 * (correlation[i * N + j]! + correlation[j * N + i]!);
        return (1 - share) * mean + (i === j ? share : 0);
      }),
    );
    const factor = choleskyFactor(rows);
    const logDet = factor.reduce((sum, value, at) => sum + (at % (N + 1) === 0 ? value : 0), 0);
    const whitening = inverseFactor(Float64Array.from(factor));
    const score = whitened(valid.v, whitening, logDet).reduce((sum, x) => sum + x, 0);
    if (score > best.score) best = { score, whitening, logDet };
  }
  return whitened(test.v, best.whitening, best.logDet);
}

/** L⁻¹, column by column in float64; ln L_ii on the factor's diagonal. */
function inverseFactor(factor: Float64Array): Float32Array {
  const inverse = new Float32Array(N * N);
  const column = new Float64Array(N);
  for (let k = 0; k < N; k++) {
    column.fill(0);
    for (let i = k; i < N; i++) {
      let rest = i === k ? 1 : 0;
      for (let j = k; j < i; j++) rest -= factor[i * N + j]! * column[j]!;
      column[i] = rest * Math.exp(-factor[i * (N + 1)]!);
      inverse[i * N + k] = column[i]!;
    }
  }
  return inverse;
}

/** ln N(row; 0, L·Lᵀ) of each row, by L⁻¹·row. */
function whitened(v: Float32Array, whitening: Float32Array, logDet: number): Float64Array {
  const rows = inChunks(v, (x) => matMul(x, tf.transpose(tf.tensor2d(whitening, [N, N]))));
  return scaled(rows, new Float64Array(N).fill(1)).map((value) => value - logDet);
}
