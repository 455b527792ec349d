import * as tf from '@tensorflow/tfjs';
import type { PlainObject } from '../../problem/plain.js';
import { checkCount, defineFlow, type FlowMap } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, oneOf } from '../options.js';
import {
  type Convolution,
  type ConvolutionOptions,
  circular,
  convolutionChecks,
  type Parametrisation,
  symmetric,
} from './convolution.js';

export interface CircularConvolutionOptions extends ConvolutionOptions {
  /** Default `spectral`; `signal` is for comparison: it can become singular. */
  parametrisation?: Parametrisation;
}

const circularChecks: OptionChecks<CircularConvolutionOptions> = {
  ...convolutionChecks,
  parametrisation: oneOf('parametrisation', ['spectral', 'signal'] satisfies Parametrisation[]),
};

/**
 * Circular convolution z'_i = Σₙ w_{(i−n) mod N}·zₙ: the Jacobian is circulant with w as its first column, and
 * logDet = Σ_k ln|ŵ_k| with the unnormalised DFT ŵ. It is linear, and one after another is one convolution:
 * put something in between (`convolutionStack`). Source: Karami et al. 2019.
 * `spectral`: ŵ_k = e^{ρ_k + iφ_k}, Hermitian, so logDet = Σ ρ_k with multiplicity 2 except at k = 0 and N/2, and the
 * inverse is (−ρ, −φ). Parameters: ρ at k = 0 (and N/2 if N is even), then ρ, then φ at k = 1 … ⌈N/2⌉ − 1; 0 is the identity.
 * `circularConvolutionParams` makes them of the spectrum.
 * `signal`: the parameters are w; (1, 0, …, 0) is the identity; logDet is −∞ where some ŵ_k is 0.
 * @param dim N
 * @throws RangeError for an unknown method or parametrisation, or a bound out of range
 * @example
 * ```ts
 * import { circularConvolution, circularConvolutionParams, mapPoints } from 'vinf';
 *
 * const params = circularConvolutionParams({ rho: [0, 0.5, 1], phi: [Math.PI] });
 * const { logDet } = mapPoints(circularConvolution(4), params, [[1, 2, 3, 4]]);
 * console.log(logDet[0].toFixed(2)); // 2.00
 * ```
 */
export function circularConvolution(dim: number, options: CircularConvolutionOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'circular-convolution');
  checkOptions(options, circularChecks, 'circular-convolution');
  const { parametrisation = 'spectral', bound = Infinity } = options;
  const start = () => {
    const params = new Float32Array(dim);
    if (parametrisation === 'signal') params[0] = 1;
    return params;
  };
  return {
    ...linear('circular-convolution', dim, circular(dim, options), { parametrisation, bound }, options),
    initialParams: start,
  };
}

/**
 * Symmetric convolution z' = Dᵀ·diag(e^ρ)·D·z with D the orthonormal DCT-II: a convolution of the mirrored extension with
 * an even filter, so that nothing wraps around. The Jacobian is symmetric; logDet = Σ ρ_k.
 * Source: Karami et al. 2019. Parameters: ρ, N of them; 0 is the identity.
 * @param dim N
 * @throws RangeError for an unknown method, or a bound out of range
 */
export function symmetricConvolution(dim: number, options: ConvolutionOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'symmetric-convolution');
  checkOptions(options, convolutionChecks, 'symmetric-convolution');
  const config = { bound: options.bound ?? Infinity };
  return linear('symmetric-convolution', dim, symmetric(dim, options), config, options);
}

function linear(
  name: string,
  dim: number,
  convolution: Convolution,
  config: PlainObject,
  { method = 'auto' }: ConvolutionOptions,
): InvertibleFlow<'exact'> {
  const way =
    (direction: 'forward' | 'inverse'): FlowMap =>
    (z, params) => {
      const out = convolution.apply(z, params, direction);
      return { z: out.z, logDet: tf.broadcastTo(tf.squeeze(out.logDet, [1]), [z.shape[0]]) };
    };
  const [forward, inverse] = [way('forward'), way('inverse')];
  const description = { method };
  return defineFlow({ name, config, description, dim, paramCount: dim, inverseKind: 'exact', forward, inverse });
}
