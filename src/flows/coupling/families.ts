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
 * @example
 * ```ts
 * import { flowErrors, nice } from 'vinf';
 *
 * const flow = nice(4, { layers: 2, mixing: 'orthogonal', hidden: [16] });
 * const { logDet, inverseError } = flowErrors(flow, flow.initialParams(0), [[1, -2, 0.5, 3]]);
 * console.log(logDet, inverseError! < 1e-5); // [ 0 ] true
 * ```
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
 * @example
 * ```ts
 * import { fitFlow, noise, realNvp } from 'vinf';
 *
 * const e = noise(0, 'data').normal(600);
 * const rows = Array.from({ length: 300 }, (_, i) => [e[2 * i], e[2 * i] ** 2 + 0.1 * e[2 * i + 1]]);
 * const q = await fitFlow(realNvp(2, { layers: 4 }), rows, { steps: 500 });
 * const [on, off] = q.logProb([[1, 1], [1, -1]]).dataSync(); // on the parabola, and off it
 * console.log(on > off + 5); // true
 * ```
 */
export function realNvp(dim: number, options: CouplingFamilyOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'real-nvp', 2);
  checkOptions(options, familyChecks(dim), 'real-nvp');
  return exactly(dim, affineTransformer(), { ...options, name: 'real-nvp' });
}

/**
 * Coupling with rational-quadratic splines, K layers whose halves swap roles.
 * Source: Durkan et al. 2019 (neural spline flows), section 3.
 * @example
 * ```ts
 * import { flowDistribution, noise, splineCoupling, standardNormal } from 'vinf';
 *
 * const flow = splineCoupling(2, { layers: 4, hidden: [32], bins: 8 });
 * const q = flowDistribution(standardNormal(2), flow, flow.initialParams(0));
 * const x = q.sample(3, noise(0, 'draws'));
 * console.log(flow.inverseKind, q.logProb(x).shape); // exact [ 3 ]
 * ```
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
