import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, it } from 'vitest';
import { createStep } from '../../src/engine/create-step.js';
import { adam, defineProblem } from '../../src/problem/index.js';
import { loadBest } from '../../src/training/checkpoint.js';
import { type FitOptions, fit } from '../../src/training/fit.js';
import { interruptTraining } from '../../src/training/interrupt.js';
import { NotFiniteError } from '../../src/training/not-finite.js';
import { createRun, openRun } from '../../src/training/run-folder.js';
import { folderWith } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { toyFeed, toyProblem, toyStep } from '../support/training.js';

let folder: string;
onBackend('cpu');
beforeEach(() => {
  folder = join(folderWith(), 'run');
});

const metricsOf = (path: string) => readFileSync(join(path, 'metrics.jsonl'), 'utf8');
const checkpointsOf = (path: string) => readdirSync(join(path, 'checkpoints')).sort();
const options: FitOptions = { steps: 50, feed: toyFeed, logEvery: 4, checkpointEvery: 7 };

async function uninterrupted(): Promise<string> {
  const path = `${folder}-whole`;
  const run = await createRun(path, {});
  await fit(toyProblem, toyStep(), { ...options, run });
  await run.close();
  return metricsOf(path);
}

/** As after `kill -9`: everything since the last write is lost. */
async function killedAt(step: number, resumed: boolean): Promise<void> {
  const run = resumed ? await openRun(folder) : await createRun(folder, {});
  const crash = new Error('killed');
  const feed = (t: number) => {
    if (t === step) throw crash;
    return toyFeed(t);
  };
  await expect(fit(toyProblem, toyStep(), { ...options, feed, run })).rejects.toBe(crash);
  await run.close();
}

it('fit: killed three times and resumed, metrics.jsonl equals an uninterrupted run byte for byte', async () => {
  await killedAt(9, false);
  await killedAt(23, true);
  await killedAt(41, true);
  const run = await openRun(folder);
  await fit(toyProblem, toyStep(), { ...options, run });
  await run.close();
  expect(metricsOf(folder)).toBe(await uninterrupted());
});

it('fit: stopped by a signal, the run goes on exactly where it was', async () => {
  const run = await createRun(folder, {});
  const stop = new AbortController();
  const onStep = (t: number) => void (t === 18 && stop.abort());
  await fit(toyProblem, toyStep(), { ...options, run, onStep, signal: stop.signal });
  expect(checkpointsOf(folder).at(-1)).toBe('step-000000018.safetensors');
  await fit(toyProblem, toyStep(), { ...options, run });
  await run.close();
  expect(metricsOf(folder)).toBe(await uninterrupted());
});

it('fit: interrupted, it writes a checkpoint and throws where it was; the same call goes on there', async () => {
  const run = await createRun(folder, {});
  let ended: Promise<void> | undefined;
  const onStep = (t: number) => {
    if (t === 18) ended = interruptTraining();
    if (t === 18) expect(interruptTraining()).toBeUndefined(); // It has been told.
  };
  const sentence = `Training was interrupted after step 18; a checkpoint is in ${run.checkpoints}, and the same call`;
  await expect(fit(toyProblem, toyStep(), { ...options, run, onStep })).rejects.toThrow(sentence);
  await ended;
  expect(interruptTraining()).toBeUndefined();
  await fit(toyProblem, toyStep(), { ...options, run });
  await run.close();
  expect(metricsOf(folder)).toBe(await uninterrupted());
});

it.each([
  'eager',
  'generated',
] as const)('fit: a step of the %s engine lets timers and signals have their turn', async (engine) => {
  let ticks = 0;
  const step = await createStep(toyProblem, { optimiser: adam(), engine });
  const timer = setInterval(() => ticks++, 1);
  const start = performance.now();
  for (let steps = 200; performance.now() - start < 50; steps += 200)
    await fit(toyProblem, step, { ...options, steps });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});

it('fit: keeps the last two checkpoints', async () => {
  const run = await createRun(folder, {});
  await fit(toyProblem, toyStep(), { ...options, run });
  await run.close();
  expect(checkpointsOf(folder)).toEqual(['step-000000049.safetensors', 'step-000000050.safetensors']);
});

it('fit: a truncated checkpoint is named and the one before it is used', async () => {
  await killedAt(23, false);
  const newest = join(folder, 'checkpoints', checkpointsOf(folder).at(-1)!);
  truncateSync(newest, 100);
  const warnings: string[] = [];
  const run = await openRun(folder);
  await fit(toyProblem, toyStep(), { ...options, run, onWarning: (message) => warnings.push(message) });
  await run.close();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/step-000000021\.safetensors is not a whole safetensors file: expected .* got 100/);
  expect(metricsOf(folder)).toBe(await uninterrupted());
});

it('fit: a changed byte in the only checkpoint is an error that names it, and nothing is deleted', async () => {
  await killedAt(9, false);
  const [only] = checkpointsOf(folder);
  const path = join(folder, 'checkpoints', only!);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  const run = await openRun(folder);
  await expect(fit(toyProblem, toyStep(), { ...options, run })).rejects.toThrow(/is damaged: expected SHA-256 .* got/);
  await run.close();
  expect(checkpointsOf(folder)).toEqual([only]);
});

it('fit: a term that is not finite stops the run with step and term, the checkpoint intact', async () => {
  const run = await createRun(folder, {});
  const feed = (t: number) => ({ ...toyFeed(t), ...(t === 30 && { target: new Float32Array(16).fill(Number.NaN) }) });
  const message = /Training stopped at step 31: loss is NaN; the last good checkpoint in .* is intact/;
  await expect(fit(toyProblem, toyStep(), { ...options, run, feed })).rejects.toThrow(message);
  expect(checkpointsOf(folder).at(-1)).toBe('step-000000028.safetensors');
  await run.close();
});

it('fit: the best weights on held-out data are kept, and patience ends the run', async () => {
  const run = await createRun(folder, {});
  const losses = [3, 2, 4, 5, 6, 7];
  const validate = { every: 4, patience: 2, run: async () => ({ validLoss: losses.shift()! }) };
  const rows = await fit(toyProblem, toyStep(), { ...options, run, validate });
  await run.close();
  expect(rows.map((row) => row.validLoss)).toEqual([3, 2, 4, 5]);
  expect(checkpointsOf(folder)).toContain('best.safetensors');
});

it('fit: a validation that is not a number is told of, and neither ends the run nor keeps a later one from being the best', async () => {
  const run = await createRun(folder, {});
  const losses = [Number.NaN, 3, Number.NaN, 2, 4, 5, 6];
  const validate = { every: 4, patience: 2, run: async () => ({ validLoss: losses.shift()! }) };
  const told: string[] = [];
  const onWarning = (message: string) => told.push(message);
  const rows = await fit(toyProblem, toyStep(), { ...options, run, validate, onWarning });
  await run.close();
  expect(rows.map((row) => row.validLoss)).toEqual([Number.NaN, 3, Number.NaN, 2, 4, 5]);
  expect(told).toEqual(
    [4, 12].map((t) => `Expected validLoss to be finite, got NaN at step ${t}: it does not count as the best`),
  );
  expect((await loadBest(run.checkpoints, toyProblem.weights))?.step).toBe(16);
});

/** The gradient of √|w| at 0 is infinite, the loss is not. */
const steep = defineProblem({
  weights: [{ name: 'w', shape: [2], initial: () => Float32Array.of(1, 0) }],
  inputs: {},
  loss: ({ w }) => ({ loss: tf.sum<tf.Scalar>(tf.sqrt(tf.abs(w))) }),
});

it.each([
  ['eager', undefined],
  ['eager', 1],
  ['compiled', undefined],
  ['compiled', 1],
  ['generated', undefined],
  ['generated', 1],
] as const)('fit, %s, clipNorm %s: weights that the last update has spoilt are an error that names one', async (engine, clip) => {
  const optimiser = adam({ learningRate: 0.1 });
  const step = await createStep(steep, { optimiser, engine, ...(clip && { clipNorm: clip }) });
  const failure = fit(steep, step, { steps: 1, feed: () => ({}) });
  await expect(failure).rejects.toThrow(/^Training stopped at step 1: the update has made weight "w" NaN; /);
  await expect(failure).rejects.toBeInstanceOf(NotFiniteError);
});

it.each([-1, 0, Number.NaN])('createStep: clipNorm %s is refused', async (clipNorm) => {
  const made = createStep(toyProblem, { optimiser: adam(), clipNorm });
  await expect(made).rejects.toThrow(`Expected clipNorm to be above 0, got ${clipNorm}`);
});

it('fit: leaves no tensor behind', async () => {
  const step = toyStep();
  await step.run(toyFeed(0));
  const before = tf.memory().numTensors;
  await fit(toyProblem, step, options);
  await step.evaluate(toyFeed(0));
  expect(tf.memory().numTensors).toBe(before);
});

it('fit: steps of the wrong kind are a RangeError', async () => {
  await expect(fit(toyProblem, toyStep(), { ...options, steps: -3 })).rejects.toThrow(
    'Expected steps to be a whole number of at least 1, got -3 (fit)',
  );
});

it.each<[object, string]>([
  [{ every: 0 }, 'Expected validate.every to be a whole number of at least 1, got 0 (fit)'],
  [{ every: Number.NaN }, 'Expected validate.every to be a whole number of at least 1, got NaN (fit)'],
  [{ patience: 0 }, 'Expected validate.patience to be a whole number of at least 1, got 0 (fit)'],
  [{ run: async () => ({ validLoss: 1, step: 2 }) }, 'Expected names of held-out terms to be none of "step"'],
])('a validation that does not fit is refused: %o', async (wrong, message) => {
  const validate = { every: 4, run: async () => ({ validLoss: 1 }), ...wrong };
  await expect(fit(toyProblem, toyStep(), { ...options, validate })).rejects.toThrow(message);
});
