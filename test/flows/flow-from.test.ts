import { describe, expect, it } from 'vitest';
import { autoregressive } from '../../src/flows/autoregressive/autoregressive.js';
import { network } from '../../src/flows/conditioners/network.js';
import { circularConvolution, symmetricConvolution } from '../../src/flows/convolution/flows.js';
import { coupling } from '../../src/flows/coupling/coupling.js';
import { realNvp } from '../../src/flows/coupling/families.js';
import type { Flow } from '../../src/flows/flow.js';
import { describedFlows, flowFrom } from '../../src/flows/flow-from.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { residual } from '../../src/flows/residual/residual.js';
import { affineTransformer } from '../../src/flows/transformers/affine.js';
import { type PlainObject, plainText, plainValue } from '../../src/problem/plain.js';
import { describedNames, dimsOf } from './conformance/case.js';
import { flowCases } from './registry.js';

/** The registered flows, and some with what no registered one has. */
const flows: readonly Flow[] = [
  ...flowCases.flatMap((item) => dimsOf(item).map((dim) => item.make(dim))),
  circularConvolution(4, { parametrisation: 'signal' }),
  symmetricConvolution(4, { method: 'fft' }),
  residual(2, { logDet: 'series', probes: 3, terms: 5, roulette: false, tolerance: 1e-4, maxIterations: 50 }),
  residual(5),
  coupling(3, { transformer: affineTransformer({ bound: Infinity }), split: 2, name: 'mine' }),
];

/** As a file keeps it. */
const through = (description: PlainObject) => plainValue(plainText(description)) as PlainObject;

it.each(flows.map((flow) => [`${flow.name}, dim ${flow.dim}`, flow] as const))('%s is made again', (_, flow) => {
  const twin = flowFrom(through(flow.description));
  expect(twin.description).toEqual(flow.description);
  expect(twin.config).toEqual(flow.config);
  const { name, dim, paramCount, contextDim, inverseKind } = flow;
  expect(twin).toMatchObject({ name, dim, paramCount, contextDim, inverseKind });
  expect(twin.initialParams(3)).toEqual(flow.initialParams(3));
});

it('every flow that can be made is registered', () => {
  const names = flowCases.flatMap((item) => describedNames(item.make(dimsOf(item).at(-1)!).description));
  expect([...new Set(names)].sort()).toEqual([...describedFlows].sort());
});

describe('flowFrom refuses', () => {
  it.each<[what: string, description: PlainObject, complaint: RegExp]>([
    ['an unknown flow', { flow: 'planr', dim: 2 }, /^Unknown flow "planr"; did you mean "planar"\?/],
    ['a name of every object', { flow: 'constructor', dim: 2 }, /^Unknown flow "constructor"/],
    ['no name', { dim: 2 }, /^Unknown flow "null"/],
    ['no dimension', { flow: 'planar' }, /^Expected dim to be a whole number of at least 1, got undefined \(planar\)/],
    ['an option of a newer version', { flow: 'planar', dim: 2, newer: 3 }, /^Unknown planar option "newer"/],
    ['an option of a flow without', { flow: 'affine', dim: 2, newer: 3 }, /^Unknown affine option "newer"/],
    ['a value that cannot be', { flow: 'radial', dim: 2, layers: 0 }, /^Expected layers to be .* got 0 \(radial\)/],
    [
      'a part that does not fit',
      { flow: 'invert', dim: 3, of: { flow: 'affine', dim: 2 } },
      /^Expected dim to be 2, got 3/,
    ],
    ['an unknown part', { flow: 'chain', dim: 2, flows: [{ flow: 'swirl', dim: 2 }] }, /^Unknown flow "swirl"/],
    ['parts that are none', { flow: 'chain', dim: 2, flows: 'affine' }, /^Expected flows to be a list of descriptions/],
    ['a part that is none', { flow: 'invert', dim: 2, of: [] }, /^Expected of to be an object, got \[\]/],
    [
      'an unknown transformer',
      { flow: 'coupling', dim: 2, transformer: { map: 'afine' } },
      /^Unknown transformer "afine"/,
    ],
    [
      'an option of an unknown transformer',
      { flow: 'autoregressive', dim: 2, transformer: { map: 'additive', newer: 1 } },
      /^Expected transformer.newer to be null, got 1/,
    ],
    [
      'a conditioner of one’s own',
      realNvp(2, { conditioner: (inputs, outputs) => network(inputs, outputs, { hidden: [4] }) }).description,
      /^Expected the networks to be described by `hidden` and `activation`, got a conditioner that somebody made/,
    ],
    [
      'a transformer of one’s own',
      autoregressive(2, { transformer: { ...affineTransformer(), name: 'mine' } }).description,
      /^Unknown transformer "mine"/,
    ],
  ])('%s', (_, description, complaint) => {
    expect(() => flowFrom(description)).toThrow(complaint);
  });
});

it('what is left out has its default', () => {
  expect(flowFrom({ flow: 'planar', dim: 2 }).description).toEqual(planar(2).description);
  expect(flowFrom({ dim: 2, flow: 'identity' }).description).toEqual(identity(2).description);
});
