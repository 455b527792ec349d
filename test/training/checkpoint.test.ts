import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createStep } from '../../src/engine/create-step.js';
import { UserError } from '../../src/errors.js';
import { writeSafetensors } from '../../src/files/safetensors.js';
import {
  affineTransformer,
  autoregressive,
  chain,
  circularConvolution,
  convolutionStack,
  coupling,
  type Flow,
  nice,
  permutation,
  planar,
  plu,
  rationalQuadraticTransformer,
  residual,
  splineCoupling,
  triangular,
} from '../../src/flows/index.js';
import { forwardKlProblem } from '../../src/objectives/index.js';
import { adam, initialState, rmsprop } from '../../src/problem/index.js';
import { noise } from '../../src/random/index.js';
import { loadLatest, loadState, saveState } from '../../src/training/checkpoint.js';
import { createRun, fit } from '../../src/training/index.js';
import { folderWith } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { toyFeed, toyProblem } from '../support/training.js';

onBackend('cpu');
const { weights } = toyProblem;
const slots = 2;
const stateAt = (step: number) => ({ ...initialState(weights, slots, step), step, optimiser: 'adam' });
const named = (step: number) => join(folder, `step-${String(step).padStart(9, '0')}.safetensors`);
let folder: string;

beforeEach(async () => {
  folder = folderWith();
  for (const step of [1, 2]) await saveState(named(step), weights, { state: stateAt(step), notes: {} });
});

it('loadLatest: of 2,000 flipped bits, header included, each is named and the older checkpoint taken', async () => {
  const whole = readFileSync(named(2));
  const places = noise(0, 'bits').uniform(2000);
  for (const [i, u] of places.entries()) {
    const bit = i < 64 ? i : Math.floor(u * 8 * whole.length); // The header's length, then anywhere.
    const flipped = Buffer.from(whole);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(named(2), flipped);
    const told: string[] = [];
    const found = await loadLatest(folder, weights, slots, (message) => told.push(message));
    expect(found?.state, `bit ${bit}`).toEqual(stateAt(1));
    expect(told, `bit ${bit}`).toEqual([expect.stringMatching(/^\S+step-000000002\.safetensors[^\n]+$/)]);
  }
});

it.each([
  ['empty', () => Buffer.alloc(0)],
  ['half', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ['longer', (whole: Buffer) => Buffer.concat([whole, Buffer.alloc(4)])],
  ['null', () => withHeader('null')],
  ['a list', () => withHeader('[1]')],
  ['other JSON', () => withHeader('{"layer/kernel": 7}')],
])('loadState: a file that is %s is one line that names it', async (_, damage) => {
  writeFileSync(named(2), damage(readFileSync(named(2))));
  const error = await loadState(named(2), weights, slots).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(/^\S+step-000000002\.safetensors[^\n]+expected[^\n]+$/);
});

const entry = (shape: number[], offsets: number[], dtype = 'F32') => ({ dtype, shape, data_offsets: offsets });
const kernelAndBias = { 'layer/kernel': entry([3, 2], [0, 24]), 'layer/bias': entry([2], [24, 32]) };

it('loadState: weights of another program, without metadata and beside other types, are weights after no update', async () => {
  const header = { ...kernelAndBias, batches: entry([], [32, 40], 'I64') };
  writeFileSync(named(2), withHeader(JSON.stringify(header), 40));
  const { state } = await loadState(named(2), weights, 0);
  expect(state).toEqual({ step: 0, weights: new Float32Array(8), slots: [] });
});

it.each([
  ['overlap', { ...kernelAndBias, 'layer/bias': entry([2], [20, 28]) }, 28, 'to begin at byte 24, got bytes [20,28]'],
  ['leave a hole', { ...kernelAndBias, 'layer/bias': entry([2], [28, 36]) }, 36, 'to begin at byte 24'],
  ['run backwards', { 'layer/kernel': entry([3, 2], [0, 24]), w: entry([2], [24, 20]) }, 24, 'to begin at byte 24'],
  ['do not fit the shape', { ...kernelAndBias, 'layer/bias': entry([3], [24, 32]) }, 32, 'expected 12 bytes'],
  ['end too soon', kernelAndBias, 30, 'expected 32 bytes of data, got 30'],
  ['hold another type', { ...kernelAndBias, 'layer/bias': entry([2], [24, 32], 'I32') }, 32, 'got numbers of type I32'],
])('loadState: arrays that %s are refused', async (_, header, length, complaint) => {
  writeFileSync(named(2), withHeader(JSON.stringify(header), length));
  await expect(loadState(named(2), weights, 0)).rejects.toThrow(complaint);
});

it('loadState: a step that is none is refused', async () => {
  const tensors = Object.fromEntries(weights.map(({ name, shape, initial }) => [name, { shape, values: initial(0) }]));
  await writeSafetensors(named(2), { tensors, metadata: { step: 'NaN' } });
  await expect(loadState(named(2), weights, 0)).rejects.toThrow('expected step to be a whole number, got NaN');
});

/** Flows of the same number of parameters that read them differently, and what the complaint says. */
const pairs: readonly (readonly [Flow, Flow, string])[] = [
  [planar(2), planar(2, { constraint: 'paper' }), 'expected constraint "paper", got "shifted"'],
  [nice(2, { seed: 3 }), nice(2, { seed: 0 }), 'expected seed 0, got 3'],
  [nice(2), nice(2, { mixing: 'orthogonal' }), 'expected mixing "orthogonal", got "permutation"'],
  [nice(2), nice(2, { activation: 'tanh' }), 'expected network.activation "tanh", got "relu"'],
  [splineCoupling(2), splineCoupling(2, { bound: 4 }), 'expected transformer.bound 4, got 5'],
  [
    coupling(2, { transformer: affineTransformer() }),
    coupling(2, { transformer: affineTransformer({ bound: Number.POSITIVE_INFINITY }) }),
    'expected transformer.bound "Infinity", got 3',
  ],
  [autoregressive(2), autoregressive(2, { order: 'natural' }), 'expected order "natural", got "alternating"'],
  [autoregressive(2), autoregressive(2, { activation: 'swish' }), 'expected activation "swish", got "relu"'],
  [
    autoregressive(2, { transformer: rationalQuadraticTransformer({ bins: 4 }) }),
    autoregressive(2, { transformer: rationalQuadraticTransformer({ bins: 4, bound: 3 }) }),
    'expected transformer.bound 3, got 5',
  ],
  [residual(2), residual(2, { lipschitz: 0.5 }), 'expected lipschitz 0.5, got 0.9'],
  [triangular(3), triangular(3, { side: 'upper' }), 'expected side "upper", got "lower"'],
  [plu(3), plu(3, { seed: 1 }), 'expected seed 1, got null'],
  [circularConvolution(4), circularConvolution(4, { bound: 2 }), 'expected bound 2, got "Infinity"'],
  [convolutionStack(6, { permute: true }), convolutionStack(6, { permute: true, seed: 5 }), 'seed 5, got 0'],
  [
    chain([permutation(3, { seed: 1 }), planar(3)]),
    chain([permutation(3, { seed: 2 }), planar(3)]),
    'expected flows.0.seed 2, got 1',
  ],
];

it.each(
  pairs,
)('loadState: weights of $name are not taken for those of a flow of other options (%#)', async (...pair) => {
  const [trained, other, complaint] = pair;
  const specs = (flow: Flow) => forwardKlProblem({ flow, batchSize: 4 }).weights;
  const state = initialState(specs(trained), 0, 0);
  expect(other.paramCount).toBe(trained.paramCount);
  await saveState(named(2), specs(trained), { state, notes: {} });
  await expect(loadState(named(2), specs(trained), 0)).resolves.toMatchObject({ state });
  await expect(loadState(named(2), specs(other), 0)).rejects.toThrow(complaint);
});

it('fit: the memory of one optimiser is not taken for that of another, and the run is left as it was', async () => {
  const run = await createRun(join(folder, 'run'), {});
  const options = { steps: 4, feed: toyFeed, run };
  await fit(toyProblem, await createStep(toyProblem, { optimiser: adam(), engine: 'eager' }), options);
  const other = await createStep(toyProblem, { optimiser: rmsprop(), engine: 'eager' });
  await expect(fit(toyProblem, other, { ...options, steps: 8 })).rejects.toThrow(
    `${run.path} was trained with adam, whose memory is of no use to rmsprop: expected adam, got rmsprop`,
  );
  const same = await createStep(toyProblem, { optimiser: adam(), engine: 'eager' });
  await fit(toyProblem, same, { ...options, steps: 8 });
  expect(same.state.step).toBe(8);
  await run.close();
});

it('createStep: a state of other sizes, slots, step or optimiser is refused with both', async () => {
  const good = initialState(weights, slots, 0);
  const make = (change: Partial<typeof good>) =>
    createStep(toyProblem, { optimiser: adam(), state: { ...good, ...change }, engine: 'eager' });
  await expect(make({ weights: new Float32Array(5) })).rejects.toThrow('to be the 8 numbers of the problem, got 5');
  await expect(make({ slots: [] })).rejects.toThrow('to be 2 arrays of 8 numbers for adam, got []');
  await expect(make({ slots: [new Float32Array(8), new Float32Array(5)] })).rejects.toThrow('for adam, got [8,5]');
  await expect(make({ step: Number.NaN })).rejects.toThrow('state.step to be a whole number of at least 0, got NaN');
  await expect(make({ optimiser: 'rmsprop' })).rejects.toThrow('state.optimiser to be adam');
});

function withHeader(header: string, length = 0): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([size, Buffer.from(header), Buffer.alloc(length)]);
}
