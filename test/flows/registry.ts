import { chain } from '../../src/flows/chain.js';
import { toCorrelationFactor } from '../../src/flows/constrained/to-correlation-factor.js';
import { toInterval } from '../../src/flows/constrained/to-interval.js';
import { toOrdered } from '../../src/flows/constrained/to-ordered.js';
import { toSimplex } from '../../src/flows/constrained/to-simplex.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { leakyRelu } from '../../src/flows/elementwise/leaky-relu.js';
import { monotone } from '../../src/flows/elementwise/monotone.js';
import { pointwise } from '../../src/flows/elementwise/pointwise.js';
import { sinhArcsinh } from '../../src/flows/elementwise/sinh-arcsinh.js';
import { slog } from '../../src/flows/elementwise/slog.js';
import type { Flow } from '../../src/flows/flow.js';
import { identity } from '../../src/flows/identity.js';
import { invert } from '../../src/flows/invert.js';
import { orthogonal } from '../../src/flows/linear/orthogonal.js';
import { permutation } from '../../src/flows/linear/permutation.js';
import { plu } from '../../src/flows/linear/plu.js';
import { qr } from '../../src/flows/linear/qr.js';
import { triangular } from '../../src/flows/linear/triangular.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { sylvester } from '../../src/flows/sylvester/sylvester.js';
import type { FlowCase } from './conformance/case.js';
import { conditionedCases } from './registry-conditioned.js';
import { convolutionCases } from './registry-convolution.js';

const flowCase = (name: string, make: (dim: number) => Flow, claims: Partial<FlowCase> = {}): FlowCase => ({
  ...claims,
  name,
  make,
});

/** A fixed function of each coordinate: it does not start as the identity. */
const fixed: Partial<FlowCase> = { structure: ['diagonal'], identityStart: false };
/** A fixed map onto a part of ℝᴰ. */
const onto: Partial<FlowCase> = { identityStart: false, farInverse: false };
/** A fixed change of axes. */
const rigid: Partial<FlowCase> = { structure: ['orthogonal', 'volume-preserving'], identityStart: false };

/** Every flow of the library, with what it claims; the conformance suite runs over this list. */
export const flowCases: readonly FlowCase[] = [
  flowCase('identity', identity, { structure: ['diagonal', 'volume-preserving'] }),
  flowCase('planar', (dim) => planar(dim)),
  flowCase('planar, 3 layers', (dim) => planar(dim, { layers: 3 })),
  flowCase('planar, constraint of the paper', (dim) => planar(dim, { layers: 2, constraint: 'paper' })),
  flowCase('radial', (dim) => radial(dim)),
  flowCase('radial, 3 layers', (dim) => radial(dim, { layers: 3 })),
  flowCase('sylvester, orthogonal', (dim) => sylvester(dim, { kind: 'orthogonal', layers: 2 })),
  flowCase('sylvester, orthogonal, 2 columns', (dim) => sylvester(dim, { kind: 'orthogonal', columns: 2 }), {
    dims: [2, 3, 5, 8],
  }),
  flowCase('sylvester, householder', (dim) => sylvester(dim, { layers: 2 })),
  flowCase('sylvester, householder, 2 columns', (dim) => sylvester(dim, { columns: 2, reflections: 3 }), {
    dims: [2, 3, 5, 8],
  }),
  flowCase('sylvester, triangular', (dim) => sylvester(dim, { kind: 'triangular', layers: 2 })),
  flowCase('affine', affine, { structure: ['diagonal'] }),
  // e^z overflows float32 above 88; its image is not ℝ.
  flowCase('exp', (dim) => pointwise(dim, 'exp'), { ...fixed, reach: 80, farInverse: false }),
  flowCase('softplus', (dim) => pointwise(dim, 'softplus'), { ...fixed, farInverse: false }),
  flowCase('sigmoid', (dim) => pointwise(dim, 'sigmoid'), { ...fixed, farInverse: false }),
  flowCase('tanh', (dim) => pointwise(dim, 'tanh'), { ...fixed, farInverse: false }),
  flowCase('logit', (dim) => pointwise(dim, 'logit'), { ...fixed, domain: 'unit' }),
  flowCase('log', (dim) => invert(pointwise(dim, 'exp')), { ...fixed, domain: 'positive' }),
  flowCase('softplus, inverted', (dim) => invert(pointwise(dim, 'softplus')), { ...fixed, domain: 'positive' }),
  flowCase('atanh', (dim) => invert(pointwise(dim, 'tanh')), { ...fixed, domain: 'symmetric' }),
  flowCase('toInterval', (dim) => toInterval(dim, { low: -1, high: 2 }), { ...fixed, farInverse: false }),
  flowCase('toOrdered', (dim) => toOrdered(dim), { ...onto, structure: ['lower'], reach: 80 }),
  flowCase('toOrdered, positive', (dim) => toOrdered(dim, { positive: true }), {
    ...{ ...onto, structure: ['lower'], reach: 80 },
  }),
  flowCase('toSimplex', (dim) => toSimplex(dim), { ...onto, structure: ['lower'] }),
  flowCase('toCorrelationFactor', toCorrelationFactor, { ...onto, structure: ['lower'], dims: [1, 3] }),
  flowCase('leakyRelu', leakyRelu, { structure: ['diagonal'] }),
  flowCase('sinhArcsinh', sinhArcsinh, { structure: ['diagonal'] }),
  flowCase('monotone', (dim) => monotone(dim, { units: 4 }), { structure: ['diagonal'] }),
  // The inverse, e^{α|z|}, overflows float32 at |z| = 1e3.
  flowCase('slog', slog, { ...fixed, farInverse: false }),
  // Substitution with off-diagonals of 50 and diagonals of e⁻⁵⁰ multiplies up to numbers beyond float32, rightly.
  flowCase('triangular', (dim) => triangular(dim), { structure: ['lower'], farInverse: false }),
  flowCase('triangular, upper', (dim) => triangular(dim, { side: 'upper' }), {
    structure: ['upper'],
    farInverse: false,
  }),
  flowCase('plu', (dim) => plu(dim), { farInverse: false }),
  flowCase('plu, permuted', (dim) => plu(dim, { seed: 1 }), { identityStart: false, farInverse: false }),
  flowCase('qr', (dim) => qr(dim), { farInverse: false }),
  flowCase('permutation, random', (dim) => permutation(dim, { seed: 3 }), rigid),
  flowCase('permutation, reversed', (dim) => permutation(dim, { kind: 'reversed' }), rigid),
  flowCase('permutation, swap', (dim) => permutation(dim, { kind: 'swap' }), rigid),
  flowCase('permutation, alternate', (dim) => permutation(dim, { kind: 'alternate' }), rigid),
  flowCase('orthogonal', (dim) => orthogonal(dim, { seed: 3 }), rigid),
  flowCase('chain', (dim) => chain([planar(dim), radial(dim, { layers: 2 }), sinhArcsinh(dim)])),
  flowCase('invert(planar)', (dim) => invert(planar(dim, { layers: 2 }))),
  ...conditionedCases,
  ...convolutionCases,
];
