import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { eagerFunction } from '../../src/engine/eager-function.js';
import { generateFunction } from '../../src/engine/generated/generate-function.js';
import type { Tensors } from '../../src/problem/problem.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

/** a and b of both signs, equal in places; u in (0, 1). */
const arrays = {
  a: Float32Array.of(-2.5, -1, -0.4, 0.3, 0.5, 1.5),
  b: Float32Array.of(0.7, -1, 2, -0.4, 0.5, 3),
  u: Float32Array.of(0.1, 0.9, 0.4, 0.3, 0.5, 0.75),
};
const shapes = { a: [2, 3], b: [2, 3], u: [2, 3] };

type Args = Record<'a' | 'b' | 'u', tf.Tensor2D>;
type Make = (args: Args) => tf.Tensor;

const byName = tf as unknown as Record<string, (...tensors: tf.Tensor[]) => tf.Tensor>;
const named = (names: string, argsOf: (args: Args) => tf.Tensor[]): Record<string, Make> =>
  Object.fromEntries(names.split(' ').map((name) => [name, (args) => byName[name]!(...argsOf(args))]));
const int = (x: tf.Tensor) => tf.cast(tf.mul(x, 5), 'int32');

const functions: Record<string, Make> = {
  ...named('abs neg exp sigmoid tanh reciprocal sign floor ceil round square step relu relu6', ({ a }) => [a]),
  ...named('sin cos tan atan sinh cosh asinh erf elu selu expm1 softplus zerosLike onesLike', ({ a }) => [a]),
  ...named('log sqrt rsqrt log1p asin acos atanh', ({ u }) => [u]),
  ...named('add sub mul div maximum minimum mod floorDiv squaredDifference', ({ a, b }) => [a, b]),
  ...named('equal notEqual greater greaterEqual less lessEqual', ({ a, b }) => [a, b]),
  ...named('logicalAnd logicalOr', ({ a, b }) => [tf.greater(a, 0), tf.less(b, 1)]),
  ...named('prelu', ({ a, u }) => [a, u]),
  ...named('pow', ({ b, u }) => [u, b]),
  ...named('cumsum softmax sum mean max min prod logSumExp transpose reverse', ({ a }) => [a]),
  logicalNot: ({ a }) => tf.logicalNot(tf.greater(a, 0)),
  isNaN: ({ a }) => tf.isNaN(tf.log(a)),
  'div of whole numbers': ({ a, b }) => tf.div(int(a), int(b)),
  'floorDiv of a multiple': ({ a }) => tf.floorDiv(tf.mul(tf.ceil(a), 41), 41), // 41·fl(1/41) is below 1.
  'step with a slope': ({ a }) => tf.step(a, 0.5),
  leakyRelu: ({ a }) => tf.leakyRelu(a, 0.1),
  clipByValue: ({ a }) => tf.clipByValue(a, -1, 1),
  addN: ({ a, b, u }) => tf.addN([a, b, u]),
  where: ({ a, b }) => tf.where(tf.greater(a, b), a, b),
  'sum that keeps an axis': ({ a }) => tf.sum(a, 1, true),
  'cumsum, exclusive and reversed': ({ a }) => tf.cumsum(a, 1, true, true),
  unsortedSegmentSum: ({ a }) => tf.unsortedSegmentSum(a, tf.tensor1d([1, 0], 'int32'), 3),
  matMul: ({ a, b }) => tf.matMul(a, b, false, true),
  reshape: ({ a }) => tf.reshape(a, [3, -1]),
  expandDims: ({ a }) => tf.expandDims(a, 1),
  concat: ({ a, b }) => tf.concat([a, b], 1),
  stack: ({ a, b }) => tf.stack([a, b], 1),
  unstack: ({ a }) => tf.unstack(a, 1)[1]!,
  split: ({ a }) => tf.split(a, [1, 2], 1)[1]!,
  slice: ({ a }) => tf.slice(a, [0, 1], [-1, 1]),
  stridedSlice: ({ a }) => tf.stridedSlice(a, [0, 2], [2, 0], [1, -1]),
  pad: ({ a }) =>
    tf.pad(
      a,
      [
        [0, 1],
        [2, 0],
      ],
      7,
    ),
  tile: ({ a }) => tf.tile(a, [2, 1]),
  gather: ({ a }) => tf.gather(a, tf.tensor1d([2, 0], 'int32'), 1),
  oneHot: ({ a }) => tf.oneHot(tf.abs(int(a)), 4),
};

const engines = { compiled: compileFunction, generated: generateFunction };

it.each(
  Object.entries(functions).flatMap(([name, make]) => [
    ['compiled', name, make] as const,
    ['generated', name, make] as const,
  ]),
)('%s %s equals eager', async (engine, _, make) => {
  const fn = (args: Tensors) => ({ out: tf.cast(make(args as Args), 'float32') });
  const compiled = await engines[engine](fn, shapes);
  const [found, wanted] = [await compiled.run(arrays), await eagerFunction(fn, shapes).run(arrays)];
  compiled.dispose();
  expect(found.out).toHaveLength(wanted.out!.length);
  // Both round to float32, in another order: a few units in the last place of numbers up to 10.
  wanted.out!.forEach((value, i) => void expect(found.out![i]).toBeCloseTo(value, 5));
});
