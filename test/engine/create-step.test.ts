import * as tf from '@tensorflow/tfjs';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it, vi } from 'vitest';
import { createStep } from '../../src/engine/create-step.js';
import { adam } from '../../src/problem/optimiser.js';
import type { Problem, Tensors } from '../../src/problem/problem.js';
import { onBackend } from '../support/tensors.js';
import { toyFeed, toyProblem } from '../support/training.js';

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

describe('createStep, auto', () => {
  /** The mean square of as many products as a batch and layer have. */
  const productOf = (batch: number, units: number): Problem => ({
    weights: [{ name: 'w', shape: [units, units], initial: () => new Float32Array(units * units) }],
    inputs: { x: [batch, units] },
    loss: ({ w }: Tensors, { x }: Tensors) => ({
      loss: tf.mean(tf.square(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D))) as tf.Scalar,
    }),
  });
  const engineOf = async (batch: number, units: number, options = {}) => {
    const step = await createStep(productOf(batch, units), { optimiser: adam(), ...options });
    step.dispose();
    return step.engine;
  };

  it('is generated for small graphs, and compiled for long products and large tensors', async () => {
    expect(await engineOf(64, 64)).toBe('generated');
    expect(await engineOf(1000, 128)).toBe('compiled');
    expect(await engineOf(10, 200)).toBe('compiled');
  });

  it('is compiled where a setting of ONNX Runtime is given', async () => {
    expect(await engineOf(64, 64, { threads: 1 })).toBe('compiled');
    expect(await engineOf(64, 64, { executionProvider: 'cpu' })).toBe('compiled');
  });
});

describe('an ONNX Runtime that is given', () => {
  it('createStep, auto: makes the step that ours makes', async () => {
    const trained = async (given: object) => {
      const step = await createStep(toyProblem, { optimiser: adam(), ...given });
      const metrics = [];
      for (let t = 0; t < 5; t++) metrics.push(await step.run(toyFeed(t)));
      metrics.push(await step.evaluate(toyFeed(5)));
      return { engine: step.engine, metrics, weights: [...step.state.weights] };
    };
    const found = await trained({ runtime });
    expect(found.engine).toBe('compiled');
    expect(found).toEqual(await trained({ engine: 'compiled' }));
  });

  it.each([
    [{ threads: 2 }, 'Expected threads to be left out where `runtime` is given, which has its own, got 2'],
    [{ executionProvider: 'cpu' }, 'Expected executionProvider to be left out where `runtime` is given'],
    [{ engine: 'eager' }, 'Expected engine to be compiled or auto where `runtime` is given, got eager'],
  ] as const)('createStep: %o beside it would have no effect, and is refused', async (options, complaint) => {
    const asked = createStep(toyProblem, { optimiser: adam(), runtime, ...options });
    await expect(asked).rejects.toThrow(complaint);
  });
});
