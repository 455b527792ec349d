import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { createStep } from '../../src/engine/create-step.js';
import { UserError } from '../../src/errors.js';
import { adam, rmsprop } from '../../src/problem/optimiser.js';
import { defineProblem, type Problem } from '../../src/problem/problem.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const weight = (name: string) => ({ name, shape: [2] as const, initial: () => Float32Array.of(1, 2) });
const squares = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(x));

/** Two weights, of which the loss uses those asked for, with a term of some name. */
const problemOf = (used: readonly ('a' | 'b')[], term = 'size'): Problem =>
  defineProblem({
    weights: [weight('a'), weight('b')],
    inputs: { x: [2] },
    loss(weights, { x }) {
      const all = used.map((name) => squares(weights[name]!));
      return { loss: [...all, squares(x)].reduce((sum, one) => tf.add(sum, one)), [term]: squares(x) };
    },
  });

const inputs = { x: Float32Array.of(3, 4) };
const options = { optimiser: adam(), threads: 1 };

describe.each(['eager', 'compiled', 'generated'] as const)('the %s engine names', (engine) => {
  const train = async (problem: Problem) => (await createStep(problem, { ...options, engine })).run(inputs);

  it.each<[string, Problem, string]>([
    [
      'a weight without use',
      problemOf(['a']),
      'the loss to depend on every weight of the problem, got no dependence on "b"',
    ],
    ['two of them', problemOf([]), 'got no dependence on "a", "b"'],
    ['a problem without weights', { ...problemOf([]), weights: [] }, 'the problem to have weights to train, got none'],
    ['a term called step', problemOf(['a', 'b'], 'step'), 'names of terms to be none of "step"'],
    ['a term called validLoss', problemOf(['a', 'b'], 'validLoss'), 'got "validLoss"'],
    ['a term called like a gradient', problemOf(['a', 'b'], 'gradient/a'), 'got "gradient/a"'],
    [
      'a term of many numbers',
      {
        ...problemOf(['a', 'b']),
        loss: ({ a, b }) => ({ loss: tf.add(squares(a!), squares(b!)), both: a as tf.Scalar }),
      },
      'term "both" to be one number, got shape [2]',
    ],
  ])('%s', async (_, problem, message) => {
    await expect(train(problem)).rejects.toThrow(UserError);
    await expect(train(problem)).rejects.toThrow(message);
  });

  it('nothing where all is used', async () => {
    expect(await train(problemOf(['a', 'b']))).toEqual({ loss: 35, size: 25 });
  });

  it.each([
    Number.NaN,
    -1,
    Number.POSITIVE_INFINITY,
  ])('a schedule whose rate is %s, and changes no weight', async (rate) => {
    for (const make of [adam, rmsprop]) {
      const optimiser = make({ learningRate: (step) => (step < 1 ? 0.1 : rate) });
      const step = await createStep(problemOf(['a', 'b']), { ...options, engine, optimiser });
      await step.run(inputs);
      const before = step.state.weights.slice();
      const message = `Expected learningRate to be a number of at least 0, got ${rate} (${optimiser.name}, step 1)`;
      await expect(step.run(inputs)).rejects.toThrow(message);
      expect([step.state.weights, step.state.step]).toEqual([before, 1]);
    }
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await expect(train(problemOf(['a']))).rejects.toThrow('"b"');
    await expect(train(problemOf(['a', 'b'], 'step'))).rejects.toThrow('"step"');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('VINF_THREADS', () => {
  const { VINF_THREADS: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env.VINF_THREADS;
    else process.env.VINF_THREADS = before;
  });

  it.each(['two', '0', '-1', '1.5', ' ', 'NaN', 'Infinity'])('"%s" is no count', async (text) => {
    process.env.VINF_THREADS = text;
    const compiling = compileStep(problemOf(['a', 'b']), { optimiser: adam() });
    await expect(compiling).rejects.toThrow(UserError);
    await expect(compiling).rejects.toThrow(`Expected VINF_THREADS to be a whole number of at least 1, got ${text}`);
  });

  it('a count is one, and nothing is the default', async () => {
    for (const text of ['1', '2', '']) {
      process.env.VINF_THREADS = text;
      (await compileStep(problemOf(['a', 'b']), { optimiser: adam() })).dispose();
    }
  });
});
