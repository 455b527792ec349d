import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, it, type Mock, vi } from 'vitest';
import { createStep, engineNames } from '../../src/engine/index.js';
import { initialState, weightTensors } from '../../src/problem/layout.js';
import { adam } from '../../src/problem/optimiser.js';
import type { TrainingState, TrainingStep } from '../../src/problem/step.js';
import { loadBest } from '../../src/training/checkpoint.js';
import { fit } from '../../src/training/fit.js';
import { interruptTraining } from '../../src/training/interrupt.js';
import { NotFiniteError } from '../../src/training/not-finite.js';
import { createRun, openRun } from '../../src/training/run-folder.js';
import { type TrainOptions, train } from '../../src/training/train.js';
import { folderWith } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { toyFeed, toyProblem } from '../support/training.js';

onBackend('cpu');

let folder: string;
beforeEach(() => {
  folder = join(folderWith(), 'run');
});

const optimiser = adam({ learningRate: 0.01 });
const options: TrainOptions = { optimiser, steps: 50, feed: toyFeed, logEvery: 4, engine: 'eager', seed: 1 };
const nan = (step: number) => ({
  ...toyFeed(step),
  ...(step === 30 && { target: new Float32Array(16).fill(Number.NaN) }),
});

/** Held-out losses that are given. */
const validated = (...losses: number[]) => ({ every: 4, run: async () => ({ validLoss: losses.shift()! }) });

/** The weights after so many updates. */
async function valuesAfter(steps: number): Promise<Float32Array> {
  const step = await createStep(toyProblem, { optimiser, engine: 'eager', seed: 1 });
  await fit(toyProblem, step, { ...options, steps });
  return step.state.weights;
}

it.each(
  engineNames,
)('train, engine %s: ends with the weights, rows and state of createStep and fit', async (engine) => {
  const step = await createStep(toyProblem, { optimiser, engine, seed: 1, clipNorm: 0.5 });
  const rows = await fit(toyProblem, step, options);
  const trained = await train(toyProblem, { ...options, engine, clipNorm: 0.5 });
  expect(trained.values).toEqual(step.state.weights.slice());
  expect(trained.rows).toEqual(rows);
  expect(trained.state).toEqual({
    step: 50,
    optimiser: 'adam',
    weights: step.state.weights.slice(),
    slots: step.state.slots.map((slot) => slot.slice()),
  });
  expect(trained).toMatchObject({ step: 50, engine: engine === 'auto' ? 'generated' : engine });
  const expected = weightTensors(toyProblem.weights, step.state.weights);
  for (const [name, weight] of Object.entries(trained.weights)) {
    expect(weight.shape).toEqual(expected[name]!.shape);
    expect(weight.dataSync()).toEqual(expected[name]!.dataSync());
  }
  trained.dispose();
  tf.dispose(expected);
  step.dispose();
});

it('train: the optimiser is Adam if none is given', async () => {
  const [given, none] = [
    await train(toyProblem, { ...options, optimiser: adam() }),
    await train(toyProblem, { ...options, optimiser: undefined }),
  ];
  expect(none.values).toEqual(given.values);
});

it('train: the weights with the least validLoss come back, or the last ones', async () => {
  const losses = [Number.NaN, 3, 2, 2, 5];
  const best = await train(toyProblem, { ...options, steps: 20, validate: validated(...losses) });
  expect(best.step).toBe(12);
  expect(best.values).toEqual(await valuesAfter(12));
  expect(best.state.step).toBe(20);
  const last = await train(toyProblem, { ...options, steps: 20, validate: validated(...losses), keep: 'last' });
  expect(last.step).toBe(20);
  expect(last.values).toEqual(await valuesAfter(20));
});

it.each([
  'eager',
  'compiled',
] as const)('train, engine %s: averaging returns and validates the average of the weights, and trains the weights', async (engine) => {
  const average = initialState(toyProblem.weights, 0, 1).weights;
  const step = await createStep(toyProblem, { optimiser, engine, seed: 1 });
  const seen: Float32Array[] = [];
  const run = async ({ state }: TrainingStep) => ({ validLoss: -seen.push(state.weights.slice()) });
  const averages: Float32Array[] = [];
  const onStep = (t: number) => {
    const old = Math.min(0.7, (1 + t) / (10 + t));
    average.forEach((value, i) => {
      average[i] = old * value + (1 - old) * step.state.weights[i]!;
    });
    if (t % 4 === 0 || t === 50) averages.push(average.slice());
  };
  await fit(toyProblem, step, { ...options, onStep });
  const trained = await train(toyProblem, { ...options, engine, averaging: 0.7, validate: { every: 4, run } });
  expect(seen).toEqual(averages);
  expect(trained.values).toEqual(averages.at(-1));
  expect(trained.state.weights).toEqual(step.state.weights.slice());
  const best = await train(toyProblem, { ...options, engine, averaging: 0.7, validate: validated(3, 2, 4) });
  step.dispose();
  expect(best.values).toEqual(averages[1]);
});

it('train: averaging goes on with a run folder as if nothing had been, and its best weights are the average', async () => {
  const whole = await createRun(join(folder, 'whole'), {});
  const halves = await createRun(join(folder, 'halves'), {});
  const averaging = { ...options, averaging: 0.9, validate: validated(3, 2, 4, 5) };
  const wanted = await train(toyProblem, { ...averaging, run: whole });
  await train(toyProblem, { ...averaging, run: halves, steps: 20 });
  const found = await train(toyProblem, { ...averaging, run: halves, keep: 'last' });
  expect(found.values).toEqual((await train(toyProblem, { ...averaging, run: whole, keep: 'last' })).values);
  expect(found.values).not.toEqual(found.state.weights);
  expect(found.state).toEqual({ ...wanted.state, average: found.values });
  expect((await loadBest(whole.checkpoints, toyProblem.weights))!.weights).toEqual(wanted.values);
  await Promise.all([whole.close(), halves.close()]);
});

it('train: averaging out of range is a RangeError', async () => {
  await expect(train(toyProblem, { ...options, averaging: 1.1 })).rejects.toThrow(
    'Expected averaging to be from 0 to 1, got 1.1 (train)',
  );
});

it('train: the feed may be a promise', async () => {
  const feed = async (step: number) => {
    await new Promise((done) => setTimeout(done, 1));
    return toyFeed(step);
  };
  expect((await train(toyProblem, { ...options, feed })).values).toEqual(await valuesAfter(50));
});

it('train: goes on from a state, which it leaves as it was', async () => {
  const { state } = await train(toyProblem, { ...options, steps: 20 });
  const copy: TrainingState = structuredClone(state);
  const trained = await train(toyProblem, { ...options, state });
  expect(state).toEqual(copy);
  expect(trained.values).toEqual(await valuesAfter(50));
});

it('train: killed and resumed in a run folder, it ends bit for bit as an uninterrupted run', async () => {
  const losses = [5, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
  const validate = {
    every: 4,
    run: async ({ state }: TrainingStep) => ({ validLoss: losses[state.step / 4 - 1] ?? 20 }),
  };
  const whole = await createRun(`${folder}-whole`, {});
  const expected = await train(toyProblem, { ...options, checkpointEvery: 7, validate, run: whole });
  await whole.close();
  const first = await createRun(folder, {});
  const crash = new Error('killed');
  const feed = (step: number) => {
    if (step === 23) throw crash;
    return toyFeed(step);
  };
  const resumable: TrainOptions = { ...options, checkpointEvery: 7, validate };
  await expect(train(toyProblem, { ...resumable, feed, run: first })).rejects.toBe(crash);
  await first.close();
  const run = await openRun(folder);
  const trained = await train(toyProblem, { ...resumable, run });
  const last = await train(toyProblem, { ...resumable, run, keep: 'last' });
  await run.close();
  expect(trained.rows).toEqual(expected.rows);
  expect(trained.state).toEqual(expected.state);
  expect(trained.step).toBe(8); // Before the kill.
  expect(trained.values).toEqual(expected.values);
  expect(last.values).toEqual(expected.state.weights);
  const metrics = [folder, `${folder}-whole`].map((path) => readFileSync(join(path, 'metrics.jsonl'), 'utf8'));
  expect(metrics[0]).toBe(metrics[1]);
});

it('train: disposes of the step, and leaves no tensor but the weights', async () => {
  const before = tf.memory().numTensors;
  let dispose: Mock | undefined;
  const onStart = (step: TrainingStep) => {
    dispose = vi.spyOn(step, 'dispose');
  };
  const trained = await train(toyProblem, { ...options, validate: validated(1), averaging: 0.5, onStart });
  expect(dispose).toHaveBeenCalledOnce();
  expect(tf.memory().numTensors).toBe(before + toyProblem.weights.length);
  trained.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('train: a term that is not finite passes through, and the step is disposed of', async () => {
  const before = tf.memory().numTensors;
  let dispose: Mock | undefined;
  const onStart = (step: TrainingStep) => {
    dispose = vi.spyOn(step, 'dispose');
  };
  const training = train(toyProblem, { ...options, feed: nan, onStart });
  await expect(training).rejects.toThrow(/Training stopped at step 31: loss is NaN; there is no run folder/);
  await expect(training).rejects.toBeInstanceOf(NotFiniteError);
  expect(dispose).toHaveBeenCalledOnce();
  expect(tf.memory().numTensors).toBe(before);
});

it('train: interrupted without a run folder, it says that nothing was kept', async () => {
  const onStep = (t: number) => void (t === 18 && interruptTraining());
  await expect(train(toyProblem, { ...options, onStep })).rejects.toThrow(
    'Training was interrupted after step 18; there is no run folder, so nothing was kept',
  );
});
