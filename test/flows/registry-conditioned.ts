import { autoregressive } from '../../src/flows/autoregressive/autoregressive.js';
import { continuous } from '../../src/flows/continuous/continuous.js';
import { coupling } from '../../src/flows/coupling/coupling.js';
import { nice, realNvp, splineCoupling } from '../../src/flows/coupling/families.js';
import { residual } from '../../src/flows/residual/residual.js';
import { affineTransformer } from '../../src/flows/transformers/affine.js';
import { monotoneTransformer } from '../../src/flows/transformers/monotone.js';
import {
  linearSplineTransformer,
  quadraticSplineTransformer,
} from '../../src/flows/transformers/polynomial-splines.js';
import { rationalQuadraticTransformer } from '../../src/flows/transformers/rational-quadratic.js';
import type { FlowCase } from './conformance/case.js';

/** Coupling needs two halves. */
const twoOrMore = [2, 3, 5, 8];
/** tanh: the central differences of the suite need smooth networks; relu has tests of its own. */
const small = { hidden: [6], activation: 'tanh' } as const;
/** Splines bend within a cell of the grid that the suite integrates over in 1-D and 2-D; narrow networks bend less. */
const narrow = (dim: number) => ({ hidden: [dim < 3 ? 2 : 5], activation: 'tanh' }) as const;

const couplingCases: readonly FlowCase[] = [
  {
    name: 'nice-perm',
    make: (dim) => nice(dim, { ...small, layers: 2, seed: 1 }),
    dims: twoOrMore,
    structure: ['volume-preserving'],
  },
  {
    name: 'nice-orth',
    make: (dim) => nice(dim, { ...small, layers: 3, mixing: 'orthogonal' }),
    dims: twoOrMore,
    structure: ['volume-preserving'],
  },
  {
    name: 'nice-orth with scaling',
    make: (dim) => nice(dim, { ...small, layers: 2, mixing: 'orthogonal', scaling: true, contextDim: 2 }),
    dims: twoOrMore,
  },
  { name: 'real-nvp', make: (dim) => realNvp(dim, { ...small, layers: 2, contextDim: 2 }), dims: twoOrMore },
  {
    name: 'spline-coupling',
    make: (dim) => splineCoupling(dim, { ...narrow(dim), layers: 2, bins: 5 }),
    dims: twoOrMore,
  },
  {
    name: 'one coupling layer, monotone network, linear conditioner',
    make: (dim) => coupling(dim, { transformer: 'monotone', hidden: [], layers: 1, mixing: 'none' }),
    dims: twoOrMore,
    structure: ['lower'],
  },
];

const bins = { bins: 5 };
const transformers = [
  affineTransformer(),
  monotoneTransformer({ units: 3 }),
  rationalQuadraticTransformer(bins),
  quadraticSplineTransformer(bins),
  linearSplineTransformer({ bins: 4 }), // Its slope jumps at the knots, which lie on edges of the integral's cells.
];
const conditioners = ['masked', 'recurrent', 'coupling'] as const;

const grid: FlowCase[] = conditioners.flatMap((conditioner) =>
  transformers.map((transformer) => ({
    name: `${transformer.name} × ${conditioner}`,
    make: (dim: number) => autoregressive(dim, { ...narrow(dim), transformer, conditioner, layers: 1 }),
    structure: ['lower' as const],
    ...(conditioner === 'coupling' ? { dims: twoOrMore } : {}),
  })),
);

/**
 * logDet and inverse are those of the path, up to the error of the solver, which grows with the fifth power of the slopes
 * of v and more: parameters are drawn so that these steps follow the path to what the suite asks for. At ±50 they are
 * velocities that grow by thousands per unit, which carries points beyond float32, rightly.
 */
const solvable = { scales: [0.01, 0.05, 0.15], saturates: false } as const;
const continuousCases: readonly FlowCase[] = [
  { name: 'continuous', make: (dim) => continuous(dim, { hidden: [4], steps: 24 }), ...solvable },
  {
    name: 'continuous, 2 hidden layers, context',
    make: (dim) => continuous(dim, { hidden: [4, 3], steps: 12, contextDim: 2 }),
    ...solvable,
  },
  {
    name: 'continuous, 3 hidden layers, exact trace',
    make: (dim) => continuous(dim, { hidden: [3, 4, 3], steps: 12, trace: 'exact' }),
    ...solvable,
  },
];

/** Flows with a network inside: couplings, the autoregressive grid, residual and continuous flows. */
export const conditionedCases: readonly FlowCase[] = [
  ...couplingCases,
  ...grid,
  {
    name: 'affine × masked, 2 layers in alternating order, context',
    make: (dim) => autoregressive(dim, { ...small, contextDim: 2 }),
  },
  {
    name: 'affine × recurrent, 2 layers in alternating order, context',
    make: (dim) => autoregressive(dim, { ...small, conditioner: 'recurrent', contextDim: 2 }),
    dims: [1, 2, 3, 5], // At D = 8 most of the drawn maps are too ill-conditioned for float32 to say anything.
  },
  {
    name: 'residual, exact logDet',
    make: (dim) => residual(dim, { hidden: [6], logDet: 'exact' }),
  },
  {
    name: 'residual, 2 layers, deeper',
    make: (dim) => residual(dim, { hidden: [5, 4], layers: 2, lipschitz: 0.7, logDet: 'exact' }),
  },
  ...continuousCases,
];
