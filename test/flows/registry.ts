import type { Flow } from '../../src/flows/flow.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import type { FlowCase } from './conformance/case.js';

const flowCase = (
  name: string,
  make: (dim: number) => Flow,
  claims: Omit<FlowCase, 'name' | 'make'> = {},
): FlowCase => ({
  name,
  make,
  ...claims,
});

/** Every flow of the library, with what it claims; the conformance suite runs over this list. */
export const flowCases: readonly FlowCase[] = [
  flowCase('identity', identity, { structure: ['diagonal', 'volume-preserving'] }),
  flowCase('planar', (dim) => planar(dim)),
  flowCase('planar, 3 layers', (dim) => planar(dim, { layers: 3 })),
  flowCase('planar, constraint of the paper', (dim) => planar(dim, { layers: 2, constraint: 'paper' })),
  flowCase('radial', (dim) => radial(dim)),
  flowCase('radial, 3 layers', (dim) => radial(dim, { layers: 3 })),
];
