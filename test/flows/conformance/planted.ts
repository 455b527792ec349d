import { complaints, type NamedCheck } from './checks.js';
import type { Modules } from './load.js';
import { caseOf, type Planted } from './mutant.js';
import { plantedConditioned } from './planted-conditioned.js';

const logDet = 'logDet is ln|det J|';
const inverse = 'inverse undoes forward';
const gradients = 'gradients are central differences';
const finite = 'stays finite';

const planar3 = (flows: Modules, dim: number) => flows('planar.ts', 'planar')(dim, { layers: 3 });
const radial3 = (flows: Modules, dim: number) => flows('radial.ts', 'radial')(dim, { layers: 3 });
const affine = (flows: Modules, dim: number) => flows('elementwise/affine.ts', 'affine')(dim);
const sylvester = (flows: Modules, dim: number) => flows('sylvester/sylvester.ts', 'sylvester')(dim, { layers: 2 });

/** Mistakes that flow libraries and reproductions have made, or might. */
export const plantedErrors: readonly Planted[] = [
  {
    error: 'û is divided by ‖w‖ in place of ‖w‖²',
    file: 'planar.ts',
    from: 'tf.maximum(tf.sum(tf.square(w), 1, true), leastNorm)',
    to: 'tf.sqrt(tf.maximum(tf.sum(tf.square(w), 1, true), leastNorm))',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: logDet,
  },
  {
    error: 'the factor 1 + wᵀû is missing',
    file: 'planar.ts',
    from: 'tf.mul(tf.sub(1, t2), slack)',
    to: 'tf.sub(1, t2)',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: logDet,
  },
  {
    error: 'the logDet of the inverse has the wrong sign',
    file: 'planar.ts',
    from: 'logDet: tf.neg(',
    to: 'logDet: tf.add(0, ',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: inverse,
  },
  {
    error: 'softplus overflows',
    file: 'planar.ts',
    from: 'tf.softplus(tf.add(wu, shift))',
    to: 'tf.log(tf.add(1, tf.exp(tf.add(wu, shift))))',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: finite,
  },
  {
    error: 'the start is shifted by the wrong constant',
    file: 'planar.ts',
    from: 'shifted: Math.log(Math.E - 1)',
    to: 'shifted: Math.log(Math.E)',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: 'the initial parameters are the identity',
  },
  {
    error: 'a derivative by implicit differentiation has the wrong sign',
    file: '../tensors/root.ts',
    from: 'tf.neg(tf.mul(dr, partial))',
    to: 'tf.mul(dr, partial)',
    item: 'planar, 3 layers',
    make: planar3,
    caughtBy: gradients,
  },
  {
    error: 'the second factor of the determinant lacks a term in r',
    file: 'radial.ts',
    from: 'tf.mul(2, tf.mul(alphas, r))',
    to: 'tf.mul(alphas, r)',
    item: 'radial, 3 layers',
    make: radial3,
    caughtBy: logDet,
  },
  {
    error: 'the exponent is D in place of D − 1',
    file: 'radial.ts',
    from: 'tf.mul(dim - 1, across)',
    to: 'tf.mul(dim, across)',
    item: 'radial, 3 layers',
    make: radial3,
    caughtBy: 'exp(log q) integrates to 1',
  },
  {
    error: 'the norm has no gradient at the reference point',
    file: 'radial.ts',
    from: 'tf.add<tf.Tensor2D>(tf.sum(tf.square(x), 1, true), tiny)',
    to: 'tf.sum<tf.Tensor2D>(tf.square(x), 1, true)',
    item: 'radial, 3 layers',
    make: radial3,
    caughtBy: finite,
  },
  {
    error: '|Σ s| in place of Σ s',
    file: 'elementwise/affine.ts',
    from: 'logDet: rowSums(s, z.shape[0])',
    to: 'logDet: tf.abs(rowSums(s, z.shape[0]))',
    item: 'affine',
    make: affine,
    caughtBy: logDet,
  },
  {
    error: 'the inverse of a permutation is shifted by one index',
    file: 'linear/permutation.ts',
    from: 'to * n + from',
    to: 'to * n + ((from + 1) % n)',
    item: 'permutation, random',
    make: (flows, dim) => flows('linear/permutation.ts', 'permutation')(dim, { seed: 3 }),
    caughtBy: inverse,
  },
  {
    error: 'R̃ acts from the right',
    file: 'sylvester/sylvester.ts',
    from: 'multiply(fullMatrix(RTilde), basis.project(zk))',
    to: 'multiply(tf.transpose(fullMatrix(RTilde), [0, 2, 1]), basis.project(zk))',
    item: 'sylvester, householder',
    make: sylvester,
    caughtBy: logDet,
  },
  {
    error: 'a reflection lacks its factor 2',
    file: 'linear/householder.ts',
    from: 'tf.mul(2, tf.sum(tf.mul(v, x), 1, true))',
    to: 'tf.sum(tf.mul(v, x), 1, true)',
    item: 'sylvester, householder',
    make: sylvester,
    caughtBy: logDet,
  },
  {
    error: 'amortised matrices are transposed',
    file: 'linear/matrix.ts',
    from: 'tf.mul(matrix, tf.expandDims(z, 1)), 2)',
    to: 'tf.mul(matrix, tf.expandDims(z, 2)), 1)',
    item: 'triangular',
    make: (flows, dim) => flows('linear/triangular.ts', 'triangular')(dim),
    caughtBy: 'rows are independent',
  },
  {
    error: 'lower and upper are mixed up',
    file: 'linear/triangular.ts',
    from: "side = 'lower'",
    to: "side = 'upper'",
    item: 'triangular',
    make: (flows, dim) => flows('linear/triangular.ts', 'triangular')(dim),
    caughtBy: 'the claimed structure holds',
  },
  {
    error: 'ln τ is missing from the slope',
    file: 'elementwise/sinh-arcsinh.ts',
    from: 'tf.add(logTail, tf.sub(logCosh(outer), logCosh(inner)))',
    to: 'tf.sub(logCosh(outer), logCosh(inner))',
    item: 'sinhArcsinh',
    make: (flows, dim) => flows('elementwise/sinh-arcsinh.ts', 'sinhArcsinh')(dim),
    caughtBy: logDet,
  },
  {
    error: 'intermediate tensors are kept',
    file: 'define.ts',
    from: 'tf.tidy(() =>',
    to: '((f: () => Transformed) => f())(() =>',
    item: 'affine',
    make: affine,
    caughtBy: 'leaves no tensor',
  },
  {
    error: 'arguments are not checked',
    file: 'define.ts',
    from: 'checkFlowInput(flow, ...tensors);',
    to: '',
    item: 'affine',
    make: affine,
    caughtBy: 'refuses wrong shapes',
  },
  ...plantedConditioned,
];

/** What a check says of a flow loaded with the planted error, and of it loaded in the same way without. */
export function complaintsAbout(planted: Planted, check: NamedCheck): { without: string[]; withError: string[] } {
  const at = { ...check, dims: [planted.dim ?? 2] };
  return {
    without: complaints(caseOf(planted, { altered: false }), at),
    withError: complaints(caseOf(planted, { altered: true }), at),
  };
}
