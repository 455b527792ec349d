import { checkCount } from '../define.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, oneOf } from '../options.js';
import { additiveTransformer, affineTransformer } from '../transformers/affine.js';
import { type SplineOptions, splineChecks } from '../transformers/bins.js';
import { rationalQuadraticTransformer } from '../transformers/rational-quadratic.js';
import type { Transformer } from '../transformers/transformer.js';
import { coupling } from './coupling.js';
import { type CouplingFamilyOptions, type CouplingOptions, familyChecks } from './options.js';

export interface NiceOptions extends CouplingFamilyOptions {
  /** `orthogonal` is NICE-orth, `permutation` NICE-perm. Default `permutation`. */
  mixing?: 'permutation' | 'orthogonal';
}

/**
 * NICE, z_B' = z_B + h(z_A) after a fixed random permutation or rotation, K layers; logDet is 0, or Σ s with scaling.
 * Source: Dinh, Krueger & Bengio 2014; Rezende & Mohamed 2015 for NICE-perm and NICE-orth.
 */
export function nice(dim: number, options: NiceOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'nice', 2);
  checkOptions(options, { ...familyChecks(dim), mixing: oneOf('mixing', ['permutation', 'orthogonal']) }, 'nice');
  const { mixing = 'permutation' } = options;
  const name = mixing === 'orthogonal' ? 'nice-orth' : 'nice-perm';
  return exactly(dim, additiveTransformer(), { ...options, mixing, name });
}

/**
 * RealNVP, z_B' = z_B·exp(s(z_A)) + t(z_A) with softly bounded s, K layers whose halves swap roles.
 * Source: Dinh, Sohl-Dickstein & Bengio 2017, eqs. 4–5.
 */
export function realNvp(dim: number, options: CouplingFamilyOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'real-nvp', 2);
  checkOptions(options, familyChecks(dim), 'real-nvp');
  return exactly(dim, affineTransformer(), { ...options, name: 'real-nvp' });
}

/**
 * Coupling with rational-quadratic splines, K layers whose halves swap roles.
 * Source: Durkan et al. 2019 (neural spline flows), section 3.
 */
export function splineCoupling(
  dim: number,
  options: CouplingFamilyOptions & SplineOptions = {},
): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'spline-coupling', 2);
  checkOptions(options, { ...familyChecks(dim), ...splineChecks }, 'spline-coupling');
  const { bins, bound, ...rest } = options;
  return exactly(dim, rationalQuadraticTransformer({ bins, bound }), { ...rest, name: 'spline-coupling' });
}

const exactly = (dim: number, transformer: Transformer<'exact'>, options: CouplingOptions): InvertibleFlow<'exact'> =>
  coupling(dim, { ...options, transformer }) as InvertibleFlow<'exact'>;
