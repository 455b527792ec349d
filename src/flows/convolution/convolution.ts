import * as tf from '@tensorflow/tfjs';
import { frequencies } from '../../tensors/dft-maps.js';
import { cosine, realFourier, type TransformMethod, transformMethods } from '../../tensors/orthonormal-transform.js';
import { splitColumns } from '../../tensors/split.js';
import { type OptionChecks, oneOf, softBoundCheck } from '../options.js';
import { softBound } from '../transformers/transformer.js';

/** A convolution of rows of N numbers, described by N numbers of its own. */
export interface Convolution {
  /**
   * @param x       [B, N]
   * @param numbers [B | 1, N]
   * @returns       z [B, N]; logDet [B | 1, 1], of the direction asked for
   */
  apply(
    x: tf.Tensor2D,
    numbers: tf.Tensor2D,
    direction: 'forward' | 'inverse',
  ): { z: tf.Tensor2D; logDet: tf.Tensor2D };
}

export interface ConvolutionOptions {
  method?: TransformMethod | undefined;
  /** Softly bounds every ρ between −bound and bound. Default none. */
  bound?: number | undefined;
}

export const convolutionChecks: OptionChecks<ConvolutionOptions> = {
  method: oneOf('method', transformMethods),
  bound: softBoundCheck,
};

export type ConvolutionKind = 'circular' | 'symmetric';

export const kindCheck = oneOf('convolution', ['circular', 'symmetric'] satisfies ConvolutionKind[]);

/** `spectral`: the numbers are ρ and φ of ŵ = e^{ρ + iφ}; `signal`: they are w itself. */
export type Parametrisation = 'spectral' | 'signal';

/** Numbers of the frequencies with a cosine alone, then the first and the second of each pair. */
type Spectrum = readonly [edges: tf.Tensor2D, first: tf.Tensor2D, second: tf.Tensor2D];

/** What the spectrum does to the pairs (cosine, sine) and to the frequencies with a cosine alone. */
interface Gains {
  edges: tf.Tensor2D;
  re: tf.Tensor2D;
  im: tf.Tensor2D;
  /** Σ_k ln|ŵ_k| over all N frequencies, [B | 1, 1] */
  logDet: tf.Tensor2D;
}

/**
 * Circular convolution y_i = Σₙ w_{(i−n) mod N}·xₙ: on the pair of coefficients (a, b) of cos and sin at frequency k, with
 * ŵ_k = re + i·im, it is (a·re + b·im, b·re − a·im).
 */
export function circular(
  n: number,
  {
    method,
    bound = Infinity,
    parametrisation = 'spectral',
  }: ConvolutionOptions & { parametrisation?: Parametrisation } = {},
): Convolution {
  const { edges, pairs } = frequencies(n);
  const basis = realFourier(n, method);
  const gainsOf: Record<Parametrisation, (numbers: tf.Tensor2D, inverse: boolean) => Gains> = {
    spectral: (numbers, inverse) => spectralGains(splitColumns(numbers, [edges, pairs, pairs]), bound, inverse),
    signal: (w, inverse) => signalGains(splitColumns(basis.forward(w), [edges, pairs, pairs]), n, inverse),
  };
  const gains = gainsOf[parametrisation];
  return {
    apply(x, numbers, direction) {
      const g = gains(numbers, direction === 'inverse');
      const [edge, a, b] = splitColumns(basis.forward(x), [edges, pairs, pairs]);
      const turned: tf.Tensor2D[] = [tf.mul(edge, g.edges)];
      if (pairs > 0) {
        turned.push(tf.add(tf.mul(a, g.re), tf.mul(b, g.im)), tf.sub(tf.mul(b, g.re), tf.mul(a, g.im)));
      }
      return { z: basis.inverse(tf.concat(turned, 1)), logDet: g.logDet };
    },
  };
}

/** ŵ = e^{ρ + iφ}, never 0; the inverse is (−ρ, −φ). Each ρ of a pair counts for k and N − k. */
function spectralGains(pieces: Spectrum, bound: number, inverse: boolean): Gains {
  const signed = (piece: tf.Tensor2D): tf.Tensor2D => tf.mul(inverse ? -1 : 1, piece);
  const [edgeRho, pairRho, phi] = [signed(pieces[0]), signed(pieces[1]), signed(pieces[2])];
  const edge = softBound(edgeRho, bound);
  const edgeSum: tf.Tensor2D = tf.sum(edge, 1, true);
  if (phi.shape[1] === 0) return { edges: tf.exp(edge), re: phi, im: phi, logDet: edgeSum };
  const rho = softBound(pairRho, bound);
  const size = tf.exp(rho);
  const logDet: tf.Tensor2D = tf.add(edgeSum, tf.mul(2, tf.sum(rho, 1, true)));
  return { edges: tf.exp(edge), re: tf.mul(size, tf.cos(phi)), im: tf.mul(size, tf.sin(phi)), logDet };
}

/** ŵ from the orthonormal coefficients of w: √N·edge, √(N/2)·(a − ib). Singular where some ŵ_k is 0. */
function signalGains([edge, a, b]: Spectrum, n: number, inverse: boolean): Gains {
  const edges: tf.Tensor2D = tf.mul(Math.sqrt(n), edge);
  const re: tf.Tensor2D = tf.mul(Math.sqrt(n / 2), a);
  const im: tf.Tensor2D = tf.mul(-Math.sqrt(n / 2), b);
  const edgeSum: tf.Tensor2D = tf.sum(tf.log(tf.abs(edges)), 1, true);
  const hasPairs = re.shape[1] > 0;
  const power: tf.Tensor2D = hasPairs ? tf.add(tf.square(re), tf.square(im)) : re;
  const logDet: tf.Tensor2D = hasPairs ? tf.add(edgeSum, tf.sum(tf.log(power), 1, true)) : edgeSum;
  if (!inverse) return { edges, re, im, logDet };
  const back: Pick<Gains, 're' | 'im'> = hasPairs
    ? { re: tf.div(re, power), im: tf.div(tf.neg(im), power) }
    : { re, im };
  return { edges: tf.reciprocal(edges), ...back, logDet: tf.neg(logDet) };
}

/** Symmetric convolution y = Dᵀ·diag(e^ρ)·D·x with D the orthonormal DCT-II; the numbers are ρ. */
export function symmetric(n: number, { method, bound = Infinity }: ConvolutionOptions = {}): Convolution {
  const basis = cosine(n, method);
  return {
    apply(x, numbers, direction) {
      const rho = softBound(direction === 'forward' ? numbers : tf.neg(numbers), bound);
      const z = basis.inverse(tf.mul(basis.forward(x), tf.exp(rho)));
      return { z, logDet: tf.sum(rho, 1, true) };
    },
  };
}

/** The maker of a kind of convolution. */
export const convolutionNamed = (kind: ConvolutionKind): ((n: number, options?: ConvolutionOptions) => Convolution) =>
  ({ circular, symmetric })[kind];
