import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { createStep } from '../../src/engine/create-step.js';
import { generateFunction } from '../../src/engine/generated/generate-function.js';
import type { EngineName } from '../../src/engine/on-engine.js';
import { adam } from '../../src/problem/optimiser.js';
import type { Problem, Tensors } from '../../src/problem/problem.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');
afterEach(() => void vi.restoreAllMocks());

const optimiser = adam({ learningRate: 1e-12 });

/** A problem of four weights and no inputs whose loss is the sum of what `values` makes of the weights. */
const problemOf = (values: (a: tf.Tensor) => tf.Tensor): Problem => ({
  weights: [{ name: 'a', shape: [4], initial: () => Float32Array.of(1, 2, 3, 4) }],
  inputs: {},
  loss: ({ a }: Tensors) => ({ loss: tf.sum(values(a!)) as tf.Scalar }),
});

describe('a loss that draws by itself or counts its calls: auto runs it eagerly and says why, the others refuse', () => {
  let calls = 0;
  it.each<[string, (a: tf.Tensor) => tf.Tensor]>([
    ['tf.randomNormal', (a) => tf.add(a, tf.randomNormal([4]))],
    ['tf.randomUniform', (a) => tf.mul(a, tf.randomUniform([4]))],
    ['tf.dropout', (a) => tf.dropout(tf.tile(a, [16]), 0.5)], // Of 4 numbers every 16th pair of draws would be the same.
    ['Math.random', (a) => tf.mul(a, Math.random())],
    ['a counter in the operations', (a) => (Math.random() < 0 ? a : tf.pow(a, ++calls))],
    ['a counter of its own', (a) => tf.mul(a, ++calls)],
    [
      'a draw in the gradient alone',
      tf.customGrad((a) => ({ value: tf.square(a as tf.Tensor), gradFunc: () => tf.randomNormal([4]) })),
    ],
  ])('%s', async (_, values) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const step = await createStep(problemOf(values), { optimiser });
    expect(step.engine).toBe('eager');
    const why = /^The eager engine is used: Cannot compile: The loss does not depend on its weights and inputs alone: /;
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(why));
    for (const engine of ['compiled', 'generated'] as const) {
      await expect(createStep(problemOf(values), { optimiser, engine })).rejects.toThrow('Make an input of');
    }
  });
});

it('a draw that fell the same while it was traced is found when it falls otherwise', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.25);
  const step = await createStep(
    problemOf((a) => tf.mul(a, Math.random())),
    { optimiser },
  );
  expect((await step.run({})).loss).toBe(2.5);
  vi.spyOn(Math, 'random').mockReturnValue(0.75);
  await expect(step.run({})).rejects.toThrow('a number was 0.25 and is now 0.75');
});

describe('a loss that reads what changes between updates: as eager until it changes, then an error', () => {
  let beta = 1;
  const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
  const reversal = tf.customGrad((a) => ({
    value: (a as tf.Tensor).clone(),
    gradFunc: (dy) => tf.mul(dy as tf.Tensor, -beta),
  }));
  const readers: [string, (a: tf.Tensor) => tf.Tensor][] = [
    ['a number outside', (a) => tf.mul(a, beta)],
    ['a number that was 0', (a) => tf.mul(a, beta - 1)],
    ['a tf.variable', (a) => tf.mul(a, variable)],
    ['a branch', (a) => (beta === 1 ? a : tf.square(a))],
    ['a shape', (a) => tf.slice(a, [0], [Math.min(4, beta)])],
    ['a number in the gradient alone', reversal],
  ];
  const set = (value: number) => {
    beta = value;
    tf.tidy(() => variable.assign(tf.scalar(value)));
  };

  it.each(readers)('%s', async (_, values) => {
    const run = async (engine: EngineName, changes: number) => {
      set(1);
      const step = await createStep(problemOf(values), { optimiser, engine });
      const rows: number[] = [];
      for (let i = 1; i <= 8; i++) {
        if (i >= changes) set(3);
        rows.push((await step.run({})).loss);
      }
      return rows;
    };
    for (const engine of ['auto', 'generated'] as const) {
      expect(await run(engine, 9)).toEqual(await run('eager', 9));
      for (const changes of [1, 2, 3, 8]) {
        await expect(run(engine, changes)).rejects.toThrow(
          /^The loss does not depend on its .* or use the eager engine$/,
        );
      }
    }
  });

  it.each([
    'compiled',
    'generated',
  ] as const)('%s says which number changed, goes on saying it, and says it of evaluate', async (engine) => {
    set(2);
    const step = await createStep(
      problemOf((a) => tf.mul(a, beta)),
      { optimiser, engine },
    );
    expect((await step.evaluate({})).loss).toBe(20);
    set(3);
    for (const run of [step.evaluate, step.run, step.evaluate]) {
      await expect(run({})).rejects.toThrow('a number was 2 and is now 3');
    }
  });

  it.each([compileFunction, generateFunction])('a function is held to the same: $name', async (make) => {
    set(1);
    const times = await make(({ x }) => ({ y: tf.mul(x, beta) }), { x: [2] });
    expect([...(await times.run({ x: Float32Array.of(1, 2) })).y!]).toEqual([1, 2]);
    set(3);
    await expect(times.run({ x: Float32Array.of(1, 2) })).rejects.toThrow('The function does not depend on its');
  });
});

it('a loss that is pure keeps its engine, large constants and seeded draws included', async () => {
  const large = tf.randomNormal([4, 5000]);
  const pure = (a: tf.Tensor) => tf.mul(tf.sum(tf.add(large, tf.randomNormal([5000], 0, 1, 'float32', 7)), 1), a);
  const step = await createStep(problemOf(pure), { optimiser });
  const rows = [];
  for (let i = 0; i < 16; i++) rows.push((await step.run({})).loss);
  expect([step.engine, new Set(rows).size]).toEqual(['generated', 1]);
});

describe('an error of the user’s own loss stays that error on every engine', () => {
  it.each<[string, (a: tf.Tensor) => tf.Tensor]>([
    ['shapes that do not broadcast', (a) => tf.add(a, tf.zeros([3]))],
    ['a product', (a) => tf.matMul(tf.reshape(a, [2, 2]), tf.zeros([3, 2]))],
    ['a transposed product', (a) => tf.matMul(tf.zeros([3, 2]), tf.reshape(a, [1, 4]), false, true)],
    ['a batch of products', (a) => tf.matMul(tf.reshape(a, [1, 2, 2]), tf.zeros([5, 3, 2]))],
    ['a reshape', (a) => tf.reshape(a, [3])],
    ['a reshape with a free axis', (a) => tf.reshape(a, [3, -1])],
    ['a slice', (a) => tf.slice(a, [2], [3])],
    ['a concatenation', (a) => tf.concat([tf.reshape(a, [2, 2]), tf.zeros([1, 3])], 0)],
    ['a stack', (a) => tf.stack([a, tf.zeros([3])])],
    ['a split', (a) => tf.split(a, 3)[0]!],
    ['a split by sizes', (a) => tf.split(a, [1, 2])[0]!],
    ['an axis', (a) => tf.sum(a, 1)],
    ['an axis of a running sum', (a) => tf.cumsum(a, 1)],
    ['an axis turned round', (a) => tf.reverse(a, 2)],
    ['an axis of a softmax', (a) => tf.softmax(a, 1)],
    ['an index', (a) => tf.gather(a, tf.tensor1d([1, 4], 'int32'))],
    ['a negative index', (a) => tf.gather(a, tf.tensor1d([-1], 'int32'))],
    ['a box', (a) => tf.stridedSlice(a, [0, 0], [1, 1])],
    ['repetitions', (a) => tf.tile(a, [2, 2])],
    ['an order of axes', (a) => tf.transpose(a, [1])],
    ['a choice', (a) => tf.where(tf.ones([3]).asType('bool'), a, a)],
    ['a missing name', (a) => tf.mul(a, (undefined as unknown as { beta: number }).beta)],
    ['an error that is thrown', () => expect.fail('mine')],
    ['no tensor', () => 'text' as unknown as tf.Tensor],
  ])('%s', async (_, values) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const eager = await createStep(problemOf(values), { optimiser, engine: 'eager' });
    const { message } = await eager.run({}).then(
      () => expect.fail('no error'),
      (error: Error) => error,
    );
    for (const engine of ['auto', 'compiled', 'generated'] as const) {
      const made = createStep(problemOf(values), { optimiser, engine });
      await expect(made.then((step) => step.run({}))).rejects.toThrow(message);
    }
    expect(warn).not.toHaveBeenCalled();
  });
});

it('without ONNX Runtime auto is the generated engine, and says so', async () => {
  vi.doMock('onnxruntime-node', () => {
    throw new Error('no such library');
  });
  vi.resetModules();
  const { createStep: create } = await import('../../src/engine/create-step.js');
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const made = (values: (a: tf.Tensor) => tf.Tensor, engine?: EngineName) =>
    create(problemOf(values), { optimiser, engine });
  const large = tf.ones([2 ** 15]);
  expect((await made((a) => tf.mul(large, tf.sum(a)))).engine).toBe('generated');
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^The generated engine is used: onnxruntime-node does not load/),
  );
  await expect(made((a) => a, 'compiled')).rejects.toThrow('does not load');
  const { tensorFunction } = await import('../../src/engine/tensor-function.js');
  const twice = await tensorFunction(({ x }) => ({ y: tf.mul(x, 2) }), { x: [1] });
  expect((await twice.run({ x: Float32Array.of(3) })).y![0]).toBe(6);
  expect(warn, 'a reason that was told is not told again').toHaveBeenCalledOnce();
  expect((await made((a) => tf.mul(a, Math.random()))).engine, 'what cannot be traced').toBe('eager');
  expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/^The eager engine is used: Cannot compile/));
  vi.doUnmock('onnxruntime-node');
});
