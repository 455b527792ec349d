import * as tf from '@tensorflow/tfjs';
import { expect, it, vi } from 'vitest';
import { createStep } from '../../src/engine/create-step.js';
import { adam } from '../../src/problem/optimiser.js';
import type { Problem, Tensors } from '../../src/problem/problem.js';
import { onBackend } from '../support/tensors.js';
import { toyProblem } from '../support/training.js';

onBackend('cpu');

/** A loss that no graph can express, because it looks at a value. */
const looking: Problem = {
  ...toyProblem,
  loss: (weights: Tensors, inputs: Tensors) => {
    tf.sum(inputs.x!).dataSync();
    return toyProblem.loss(weights, inputs);
  },
};

it('createStep, auto: what cannot be compiled runs eagerly, and says so on the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const step = await createStep(looking, { optimiser: adam() });
  expect(step.engine).toBe('eager');
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^The eager engine is used: .*values.* are read/));
  warn.mockRestore();
});

it('createStep, compiled: what cannot be compiled is an error', async () => {
  await expect(createStep(looking, { optimiser: adam(), engine: 'compiled' })).rejects.toThrow('Cannot compile');
});

it('createStep, auto: an execution provider that was asked for and is not there is an error, as is a mistyped one', async () => {
  const asked = (name: string) => createStep(toyProblem, { optimiser: adam(), executionProvider: name as 'cuda' });
  await expect(asked('cuda')).rejects.toThrow('Execution provider "cuda" is not available');
  await expect(asked('cudo')).rejects.toThrow('Unknown execution provider "cudo"; did you mean "cuda"?');
});

it.each([
  'generated',
  'eager',
] as const)('createStep, %s: an execution provider is refused, as it would not be used', async (engine) => {
  const asked = createStep(toyProblem, { optimiser: adam(), engine, executionProvider: 'webgpu' });
  await expect(asked).rejects.toThrow(
    `Expected engine to be compiled or auto with execution provider "webgpu", got ${engine}`,
  );
});
