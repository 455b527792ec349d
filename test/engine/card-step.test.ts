import { describe, expect, it } from 'vitest';
import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { tensorOf } from '../../src/engine/compiled/feeds.js';
import { createSession, loadRuntime } from '../../src/engine/compiled/session.js';
import { stepNumbers } from '../../src/engine/compiled/step-numbers.js';
import {
  epsilonName,
  nextName,
  rateName,
  stateNames,
  traceCopies,
  traceUpdate,
} from '../../src/engine/trace/trace-update.js';
import { initialState } from '../../src/problem/layout.js';
import { adam, knownUpdate, type Optimiser, rmsprop } from '../../src/problem/optimiser.js';
import { train } from '../../src/training/train.js';
import { onBackend } from '../support/tensors.js';
import { relativeError } from './gradients.js';
import { feed, regression as problem } from './regression.js';

onBackend('cpu');

const optimisers: [string, Optimiser, { clipNorm?: number }][] = [
  ['adam', adam({ learningRate: 0.01 }), {}],
  ['adam, clipped', adam({ learningRate: 0.01 }), { clipNorm: 0.3 }],
  ['rmsprop', rmsprop({ learningRate: 1e-3 }), {}],
  ['rmsprop, clipped', rmsprop({ learningRate: 1e-3 }), { clipNorm: 0.3 }],
];

/** Weights and slots after ten updates on the processor. */
async function updated(optimiser: Optimiser, clipping: { clipNorm?: number }): Promise<Float32Array[]> {
  const step = await compileStep(problem, { optimiser, ...clipping });
  for (let i = 0; i < 10; i++) await step.run(feed(i));
  step.dispose();
  return [step.state.weights, ...step.state.slots];
}

function expectClose(found: readonly Float32Array[], wanted: readonly Float32Array[]): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, values] of found.entries()) expect(relativeError(values, wanted[i]!)).toBeLessThan(1e-5);
}

it.each(optimisers)('an update in the graph is that of the machine code: %s', async (_, optimiser, clipping) => {
  const [runtime, known] = [await loadRuntime(), knownUpdate(optimiser)!];
  const session = await createSession(runtime, traceUpdate(problem, known, clipping.clipNorm));
  const { weights, slots } = initialState(problem.weights, 2, 0);
  let arrays = [weights, ...slots];
  for (let i = 0; i < 10; i++) {
    const { rate, epsilon } = stepNumbers(known, i);
    const flat = arrays.map((values, j) => [stateNames[j]!, tensorOf(runtime, values, [values.length])]);
    const inputs = Object.entries(feed(i)).map(([name, values]) => [name, tensorOf(runtime, values, [8, 3])]);
    const scalars = Object.entries({ [rateName]: rate, [epsilonName]: epsilon });
    const numbers = scalars.map(([name, x]) => [name, tensorOf(runtime, Float32Array.of(x), [])]);
    const results = await session.run(Object.fromEntries([...flat, ...inputs, ...numbers]));
    arrays = stateNames.map((name) => results[nextName(name)]!.data as Float32Array);
  }
  await session.release();
  expectClose(arrays, await updated(optimiser, clipping));
});

async function hasCard(): Promise<boolean> {
  try {
    const session = await createSession(await loadRuntime(), traceCopies(1), { executionProvider: 'webgpu' });
    await session.release();
    return true;
  } catch {
    return false;
  }
}

const isThere = await hasCard();
if (!isThere) console.info('No WebGPU adapter here: the tests of training on a graphics card are skipped.');

describe.skipIf(!isThere)('on a graphics card', () => {
  const onCard = { executionProvider: 'webgpu', optimiser: adam({ learningRate: 0.01 }) } as const;

  it.each(optimisers)('ten updates are those of the processor: %s', async (_, optimiser, clipping) => {
    const step = await compileStep(problem, { ...onCard, optimiser, ...clipping });
    for (let i = 0; i < 10; i++) await step.run(feed(i));
    await step.sync();
    expect(step.state.step).toBe(10);
    expectClose([step.state.weights, ...step.state.slots], await updated(optimiser, clipping));
    step.dispose();
  });

  it('the state cannot be read before it is there, and what it then holds is where training goes on', async () => {
    const step = await compileStep(problem, onCard);
    await step.run(feed(0));
    expect(() => step.state.weights).toThrow('call `await step.sync()` before you read the state');
    expect(() => step.state.slots).toThrow('on the graphics card');
    await step.sync();
    const { weights, slots } = initialState(problem.weights, 2, 3);
    step.state.weights.set(weights);
    for (const [i, slot] of slots.entries()) step.state.slots[i]!.set(slot);
    step.state.step = 0;
    const other = await compileStep(problem, { ...onCard, seed: 3 });
    expect(await step.run(feed(5))).toEqual(await other.run(feed(5)));
    await Promise.all([step.sync(), other.sync()]);
    expect(step.state).toEqual(other.state);
    for (const one of [step, other]) one.dispose();
  });

  it('evaluate sees the weights of the last update', async () => {
    const [there, here] = await Promise.all(
      [onCard, { optimiser: onCard.optimiser }].map((o) => compileStep(problem, o)),
    );
    for (const step of [there!, here!]) for (let i = 0; i < 3; i++) await step.run(feed(i));
    const [found, wanted] = [await there!.evaluate(feed(9)), await here!.evaluate(feed(9))];
    expect(relativeError(Object.values(found), Object.values(wanted))).toBeLessThan(1e-5);
    for (const step of [there!, here!]) step.dispose();
  });

  it('the state is always current where that is asked for, and with an optimiser that is not in the graph', async () => {
    const mine: Optimiser = { ...adam(), slotCount: 0, update: (weights) => void weights.fill(7) };
    for (const options of [
      { ...onCard, alwaysCurrent: true },
      { ...onCard, optimiser: mine },
    ]) {
      const step = await compileStep(problem, options);
      await step.run(feed(0));
      const before = initialState(problem.weights, 0, 0).weights;
      expect(step.state.weights).not.toEqual(before);
      step.dispose();
    }
  });

  it.each([{}, { averaging: 0.9 }])('train ends as on the processor: %j', async (averaging) => {
    const options = {
      optimiser: onCard.optimiser,
      engine: 'compiled',
      steps: 10,
      logEvery: 4,
      feed,
      ...averaging,
    } as const;
    const there = await train(problem, { ...options, executionProvider: 'webgpu' });
    const here = await train(problem, options);
    expectClose([there.values, ...there.state.slots], [here.values, ...here.state.slots]);
    expect(there.rows.map(({ step }) => step)).toEqual([4, 8, 10]);
    for (const one of [there, here]) one.dispose();
  });
});
