import { convolutionCoupling } from '../../src/flows/convolution/adaptive.js';
import { circularConvolution, symmetricConvolution } from '../../src/flows/convolution/flows.js';
import { imageConvolution } from '../../src/flows/convolution/image.js';
import { convolutionStack } from '../../src/flows/convolution/stack.js';
import type { FlowCase } from './conformance/case.js';

/** Images of D pixels: two rows where that goes. */
const twoRows = (dim: number): [number, number] => (dim % 2 === 0 ? [2, dim / 2] : [1, dim]);

const twoOrMore = [2, 3, 5, 8];
const small = { hidden: [5], activation: 'tanh' } as const;

/**
 * Convolutions and their stacks. The `signal` parametrisation is not among them: it is singular at parameters that the
 * suite tries, such as all equal; it has tests of its own.
 */
export const convolutionCases: readonly FlowCase[] = [
  { name: 'circular convolution by matrix', make: (dim) => circularConvolution(dim), structure: ['circulant'] },
  {
    name: 'circular convolution by fft, bounded',
    make: (dim) => circularConvolution(dim, { method: 'fft', bound: 2 }),
    structure: ['circulant'],
  },
  { name: 'symmetric convolution by matrix', make: (dim) => symmetricConvolution(dim) },
  { name: 'symmetric convolution by fft', make: (dim) => symmetricConvolution(dim, { method: 'fft' }) },
  { name: 'image convolution, circular', make: (dim) => imageConvolution(...twoRows(dim), { bound: 2 }) },
  {
    name: 'image convolution, symmetric',
    make: (dim) => imageConvolution(...twoRows(dim), { kind: 'symmetric', bound: 2 }),
  },
  {
    name: 'convolution stack, linear',
    make: (dim) => convolutionStack(dim, { layers: 2, bound: 1, slog: false, permute: true }),
  },
  {
    name: 'convolution stack with S-Log',
    make: (dim) => convolutionStack(dim, { layers: 2, kind: 'symmetric', bound: 1 }),
    identityStart: false, // S-Log is not the identity.
    farInverse: false, // Nor does its inverse stay finite.
  },
  {
    name: 'convolution coupling',
    make: (dim) => convolutionCoupling(dim, { ...small, layers: 2, bound: 1, contextDim: 2 }),
    dims: twoOrMore,
  },
  {
    name: 'convolution coupling, symmetric by fft, with S-Log',
    make: (dim) =>
      convolutionCoupling(dim, { ...small, kind: 'symmetric', method: 'fft', slog: true, layers: 1, bound: 1 }),
    dims: twoOrMore,
    identityStart: false, // S-Log is not the identity.
    farInverse: false, // Nor does its inverse stay finite.
  },
];
