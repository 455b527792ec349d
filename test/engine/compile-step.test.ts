import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { eagerStep } from '../../src/engine/eager-step.js';
import { type GenerateOptions, generateStep } from '../../src/engine/generated/generate-step.js';
import { initialState } from '../../src/problem/layout.js';
import { adam, type Optimiser, rmsprop } from '../../src/problem/optimiser.js';
import type { Problem } from '../../src/problem/problem.js';
import type { TrainingStep } from '../../src/problem/step.js';
import { optimiserModule } from '../../tools/optimiser-module.js';
import { onBackend } from '../support/tensors.js';
import { relativeError } from './gradients.js';
import { feed, regression as problem } from './regression.js';

onBackend('wasm');

const start = (optimiser: Optimiser) => initialState(problem.weights, optimiser.slotCount, 1);

const sgd: Optimiser = {
  name: 'sgd',
  slotCount: 0,
  update: (weights, gradients) => {
    for (let i = 0; i < weights.length; i++) weights[i]! -= 0.1 * gradients[i]!;
  },
};

type MakeStep = (of: Problem, options: GenerateOptions) => Promise<TrainingStep>;

/** The weights after three updates. */
async function updated(make: MakeStep, optimiser: Optimiser): Promise<Float32Array> {
  const step = await make(problem, { optimiser, seed: 1 });
  for (let i = 0; i < 3; i++) await step.run(feed(i));
  step.dispose();
  return step.state.weights.slice();
}

describe.each<MakeStep>([compileStep, generateStep])('$name', (make) => {
  it.each([
    ['adam', adam({ learningRate: 0.01 }), {}],
    ['adam, clipped', adam({ learningRate: 0.01 }), { clipNorm: 0.3 }],
    ['rmsprop', rmsprop({ learningRate: 1e-3 }), {}],
    ['rmsprop, clipped', rmsprop({ learningRate: 1e-3 }), { clipNorm: 0.3 }],
    ['an optimiser without machine code', sgd, {}],
    ['an optimiser without machine code, clipped', sgd, { clipNorm: 0.3 }],
  ])('50 updates equal eager ones: %s', async (_, optimiser, clipping) => {
    const eager = eagerStep(problem, { optimiser, state: start(optimiser), ...clipping });
    const compiled = await make(problem, { optimiser, state: start(optimiser), ...clipping });
    for (let step = 0; step < 50; step++) {
      const [wanted, found] = [await eager.run(feed(step)), await compiled.run(feed(step))];
      expect(relativeError(Object.values(found), Object.values(wanted))).toBeLessThan(1e-4);
    }
    expect(compiled.state.step).toBe(50);
    expect(relativeError(compiled.state.weights, eager.state.weights)).toBeLessThan(1e-4);
    compiled.state.slots.forEach((slot, i) => {
      expect(relativeError(slot, eager.state.slots[i]!)).toBeLessThan(1e-4);
    });
    compiled.dispose();
  });

  it('one update differs from the optimiser in JavaScript by float32 rounding only', async () => {
    for (const optimiser of [adam(), rmsprop({ learningRate: 0.01 })]) {
      const written: Optimiser = { ...optimiser, update: (...args) => optimiser.update(...args) };
      const [inScript, inCode] = await Promise.all([written, optimiser].map((each) => updated(make, each)));
      expect(relativeError(inCode!, inScript!)).toBeLessThan(4 * 2 ** -23);
    }
  });

  it('an update of somebody’s own is used, whatever its optimiser is called', async () => {
    const mine: Optimiser = { ...adam(), update: (weights) => void weights.fill(7) };
    expect(new Set(await updated(make, mine))).toEqual(new Set([7]));
  });

  it('goes on from the state of an eager run', async () => {
    const optimiser = adam({ learningRate: 0.01 });
    const [eager, state] = [eagerStep(problem, { optimiser, state: start(optimiser) }), start(optimiser)];
    const half = eagerStep(problem, { optimiser, state });
    for (let i = 0; i < 20; i++) await eager.run(feed(i));
    for (let i = 0; i < 10; i++) await half.run(feed(i));
    const compiled = await make(problem, { optimiser, state });
    for (let i = 10; i < 20; i++) await compiled.run(feed(i));
    expect([state.step, compiled.state.step]).toEqual([10, 20]);
    expect(relativeError(compiled.state.weights, eager.state.weights)).toBeLessThan(1e-4);
    compiled.dispose();
  });

  it('evaluate gives the terms without an update', async () => {
    const compiled = await make(problem, { optimiser: adam(), state: start(adam()) });
    const eager = eagerStep(problem, { optimiser: adam(), state: start(adam()) });
    const found = await compiled.evaluate(feed(0));
    expect(relativeError(Object.values(found), Object.values(await eager.evaluate(feed(0))))).toBeLessThan(1e-5);
    expect(Array.from(compiled.state.weights)).toEqual(Array.from(eager.state.weights));
    expect((await compiled.run(feed(0))).loss).toBeCloseTo(found.loss, 5);
    compiled.dispose();
  });

  it('a NaN among the inputs reaches the loss and the weights', async () => {
    const compiled = await make(problem, { optimiser: adam(), state: start(adam()), clipNorm: 1 });
    const inputs = feed(0);
    inputs.x[5] = Number.NaN;
    expect((await compiled.run(inputs)).loss).toBeNaN();
    expect(compiled.state.weights.some(Number.isNaN)).toBe(true);
    compiled.dispose();
  });

  it('leaves no tensor, and the backend as it was', async () => {
    const before = tf.memory().numTensors;
    const compiled = await make(problem, { optimiser: adam(), state: start(adam()) });
    await compiled.run(feed(0));
    compiled.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('two runs are bit-identical', async () => {
    const run = async () => (await updated(make, adam())).join();
    expect(await run()).toBe(await run());
  });

  it('names an input that is missing', async () => {
    const step = await make(problem, { optimiser: adam() });
    await expect(step.run({ x: feed(0).x })).rejects.toThrow('Expected input `target` to');
  });
});

describe('compileStep', () => {
  it('two runs are bit-identical on any number of threads', async () => {
    const run = async (threads: number) => {
      const step = await compileStep(problem, { optimiser: adam(), state: start(adam()), threads });
      for (let i = 0; i < 20; i++) await step.run(feed(i));
      step.dispose();
      return Buffer.from(Float32Array.from(step.state.weights).buffer).toString('base64');
    };
    const first = await run(1);
    expect(await run(1)).toBe(first);
    expect(await run(2)).toBe(first);
  });

  it('refuses what is not there, and says what to do', async () => {
    const options = { optimiser: adam(), state: start(adam()) };
    await expect(compileStep(problem, { ...options, executionProvider: 'cuda' })).rejects.toThrow(
      /Execution provider "cuda" is not available: .*; use cpu/,
    );
    await expect(compileStep(problem, { ...options, executionProvider: 'cudo' as 'cuda' })).rejects.toThrow(
      'Unknown execution provider "cudo"; did you mean "cuda"?',
    );
    await expect(compileStep(problem, { ...options, threads: 0 })).rejects.toThrow('Expected threads to be');
  });
});

describe('what cannot be compiled', () => {
  const compile = (fn: (x: tf.Tensor) => tf.Tensor) => compileFunction(({ x }) => ({ y: fn(x!) }), { x: [4] });

  it('is named along with the line that calls it', async () => {
    await expect(compile((x) => tf.real(tf.fft(tf.cast(x, 'complex64'))))).rejects.toThrow(
      /Cannot compile: .*(Complex|FFT|Cast).* called at .*compile-step\.test\.ts:\d+/,
    );
    await expect(compile((x) => tf.topk(x, 2).values)).rejects.toThrow(
      /kernel TopK has no ONNX form, called at .*compile-step\.test\.ts:\d+/,
    );
  });

  it('includes reading values that depend on the inputs, but not other values', async () => {
    await expect(compile((x) => (tf.sum(x).dataSync()[0]! > 0 ? x : tf.neg(x)))).rejects.toThrow(
      /the values of a tensor that depends on the inputs are read at .*compile-step\.test\.ts:\d+/,
    );
    const doubled = await compile((x) => tf.mul(x, tf.scalar(1).add(1).dataSync()[0]!));
    expect(Array.from((await doubled.run({ x: Float32Array.of(1, 2, 3, 4) })).y!)).toEqual([2, 4, 6, 8]);
    doubled.dispose();
  });

  it('leaves the backend and the tensors as they were', async () => {
    const before = tf.memory().numTensors;
    await expect(compile((x) => tf.topk(tf.exp(x), 2).values)).rejects.toThrow();
    expect(tf.getBackend()).toBe('wasm');
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('the machine code is that of optimiser.wat', async () => {
  const path = new URL('../../src/engine/compiled/optimiser-wasm.ts', import.meta.url);
  expect(await readFile(path, 'utf8')).toBe(await optimiserModule());
});
