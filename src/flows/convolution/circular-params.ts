import { expected } from '../../errors.js';
import { frequencies } from '../../tensors/dft-maps.js';
import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { cutParts, joinParts } from '../named-params.js';

/** ŵ_k = e^{ρ_k + iφ_k} by frequency: ρ at k = 0 … ⌊N/2⌋, φ at k = 1 … ⌈N/2⌉ − 1, where ŵ_k is not real. */
export interface CircularSpectrum {
  rho: readonly number[];
  phi: readonly number[];
}

/**
 * Parameters of `circularConvolution`, in its spectral parametrisation, from the spectrum of the kernel; N is the count of
 * numbers in both. With `signal` the parameters are the kernel itself.
 * @returns N numbers: ρ at k = 0 (and N/2 if N is even), then all other ρ, then φ; `readCircularConvolutionParams` gives
 *   the same spectrum back, in float32
 * @throws RangeError unless φ has one number less than ρ (odd N) or two (even N), or for one that is not finite
 */
export function circularConvolutionParams({ rho, phi }: CircularSpectrum): Float32Array {
  const where = 'circularConvolutionParams';
  const edges = rho.length - phi.length;
  if (edges !== 1 && edges !== 2) {
    const wanted = `have one number less than rho, which has ${rho.length}, or two`;
    throw new RangeError(expected('phi', wanted, phi.length, where));
  }
  const inOrder = edges === 2 ? [rho[0]!, rho.at(-1)!, ...rho.slice(1, -1)] : rho;
  return joinParts(
    [
      ['rho', inOrder, rho.length],
      ['phi', phi, phi.length],
    ],
    where,
  );
}

/**
 * The spectrum of the kernel from the parameters; `circularConvolutionParams` makes the same parameters of it, bit for bit.
 * @param params N numbers or a tensor [1, N]
 * @param dim    N
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function readCircularConvolutionParams(params: Values, dim: number): CircularSpectrum {
  checkCount('dim', dim, 'readCircularConvolutionParams');
  const { edges, pairs } = frequencies(dim);
  const [ends, between, phi] = cutParts(params, [edges, pairs, pairs], `readCircularConvolutionParams, dim ${dim}`);
  const [first, ...last] = ends as [number, ...number[]];
  return { rho: [first, ...between!, ...last], phi: phi! };
}
