import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { CompileOptions } from '../../../src/engine/compiled/compile-options.js';
import { compileStep } from '../../../src/engine/compiled/compile-step.js';
import { loadRuntime } from '../../../src/engine/compiled/session.js';
import { takesSharedMemory } from '../../../src/engine/compiled/shared-memory.js';
import { cosineDecay } from '../../../src/problem/cosine-decay.js';
import { adam, rmsprop } from '../../../src/problem/optimiser.js';
import { defineProblem } from '../../../src/problem/problem.js';
import type { TrainingStep } from '../../../src/problem/step.js';
import { noise } from '../../../src/random/index.js';
import { loadState, saveState } from '../../../src/training/checkpoint.js';
import { folderWith } from '../../support/folders.js';
import { onBackend } from '../../support/tensors.js';
import { bitsOf } from './bits.js';

onBackend('cpu');

/** Few rows and many weights, 551,001: the update takes longest, and no array fills whole SIMD registers. */
const [columns, units] = [1000, 551];
const problem = defineProblem({
  weights: [
    { name: 'matrix', shape: [columns, units], initial: (seed) => noise(seed, 'matrix').normal(columns * units) },
    { name: 'scale', shape: [1], initial: () => Float32Array.of(0.1) },
  ],
  inputs: { x: [4, columns] },
  loss: ({ matrix, scale }, { x }) => ({
    loss: tf.mean(tf.square(tf.sub(tf.mul(tf.matMul(x!, matrix as tf.Tensor2D), scale!), 1))),
  }),
});

async function updates(step: TrainingStep, from: number, to: number): Promise<string> {
  for (let i = from; i < to; i++) await step.run({ x: noise(5, 'x', i).normal(4 * columns) });
  return bitsOf(step.state);
}

const learningRate = cosineDecay({ learningRate: 0.01, steps: 30 });
const all: [string, CompileOptions][] = [
  ['adam', { optimiser: adam({ learningRate }) }],
  ['adam, clipped', { optimiser: adam({ learningRate }), clipNorm: 0.5 }],
  ['rmsprop, clipped', { optimiser: rmsprop({ learningRate }), clipNorm: 0.5 }],
];

describe('compileStep with several threads', () => {
  it('has its arrays in memory for them, where the runtime takes it and there are cores', async () => {
    const step = await compileStep(problem, { optimiser: adam(), threads: 2 });
    const shares = availableParallelism() > 1 && (await takesSharedMemory(await loadRuntime()));
    const wanted = shares ? SharedArrayBuffer : ArrayBuffer;
    for (const { buffer } of [step.state.weights, ...step.state.slots]) expect(buffer).toBeInstanceOf(wanted);
    step.dispose();
  });

  it.each(all)('has the bits of one thread: %s', async (_, options) => {
    const [one, several] = await Promise.all([1, 2].map((threads) => compileStep(problem, { ...options, threads })));
    expect(await updates(several!, 0, 25)).toBe(await updates(one!, 0, 25));
    const inputs = { x: noise(6, 'x').normal(4 * columns) };
    expect(await several!.evaluate(inputs)).toEqual(await one!.evaluate(inputs));
    one!.dispose();
    several!.dispose();
  });

  it('goes on from a checkpoint as if it had not been away', async () => {
    const options = { optimiser: adam({ learningRate }), threads: 2 };
    const path = join(folderWith(), 'state.safetensors');
    const step = await compileStep(problem, options);
    await updates(step, 0, 10);
    await saveState(path, problem.weights, { state: step.state, notes: {} });
    const whole = await updates(step, 10, 20);
    step.dispose();
    const { state } = await loadState(path, problem.weights, options.optimiser.slotCount);
    const next = await compileStep(problem, { ...options, state });
    expect(await updates(next, 10, 20)).toBe(whole);
    next.dispose();
  });
});
