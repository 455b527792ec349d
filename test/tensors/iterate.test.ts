import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { eagerFunction } from '../../src/engine/eager-function.js';
import { graphDifference } from '../../src/engine/trace/graph-difference.js';
import { traceFunction } from '../../src/engine/trace/trace.js';
import { iterate } from '../../src/tensors/iterate.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

const unfinished = () => new RangeError('too few rounds');

/** Doubles x until its largest number is above a limit; `slope` and the constant come from outside the loop. */
const doubled =
  (most: number) =>
  ({ x, limit }: { x: tf.Tensor1D; limit: tf.Scalar }) =>
    iterate(
      { x, count: tf.scalar(0) },
      (state) => {
        const next = tf.mul(state.x, tf.add(1, tf.div(limit, limit))) as tf.Tensor1D;
        return { state: { x: next, count: tf.add<tf.Scalar>(state.count, 1) }, again: tf.less(tf.max(next), limit) };
      },
      { most, unfinished },
    );

const shapes = { x: [3], limit: [] } as const;
const inputs = (limit: number) => ({ x: Float32Array.of(1, -2, 3), limit: Float32Array.of(limit) });

describe.each(['eager', 'compiled'] as const)('%s rounds', (engine) => {
  const make = (most: number) =>
    engine === 'eager' ? eagerFunction(doubled(most), shapes) : compileFunction(doubled(most), shapes);

  it('are as many as the numbers ask for, one at least', async () => {
    const fn = await make(100);
    for (const [limit, rounds] of [
      [100, 6],
      [5, 1],
      [0.1, 1],
      [7, 2],
    ] as const) {
      const { x, count } = await fn.run(inputs(limit));
      expect([...x!, ...count!]).toEqual([2 ** rounds, -2 * 2 ** rounds, 3 * 2 ** rounds, rounds]);
    }
    fn.dispose();
  });

  it('that are too few throw, or leave NaN in a compiled graph', async () => {
    const fn = await make(3);
    expect([...(await fn.run(inputs(20))).count!]).toEqual([3]);
    if (engine === 'eager') await expect(fn.run(inputs(100))).rejects.toThrow('too few rounds');
    else expect([...(await fn.run(inputs(100))).x!]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    fn.dispose();
  });

  it('may be within rounds', async () => {
    const nested = ({ x, limit }: { x: tf.Tensor1D; limit: tf.Scalar }) =>
      iterate(
        { x },
        (outer) => {
          const half = tf.div(outer.x, 4) as tf.Tensor1D;
          const { x: next } = doubled(100)({ x: half, limit: tf.max(outer.x) as tf.Scalar });
          return { state: { x: tf.add<tf.Tensor1D>(next, x) }, again: tf.less(tf.max(next), limit) };
        },
        { most: 100, unfinished },
      );
    const fn = engine === 'eager' ? eagerFunction(nested, shapes) : await compileFunction(nested, shapes);
    // 3/4 is doubled to 3, and 3 added: 6, 9, 12, …, until what was doubled is at least 20.
    expect([...(await fn.run(inputs(20))).x!]).toEqual([8, -16, 24]);
    fn.dispose();
  });
});

it('rounds leave no tensors but the results', () => {
  const start = tf.tensor1d([1, -2, 3]);
  const limit = tf.scalar(50);
  const before = tf.memory().numTensors;
  const { x, count } = doubled(100)({ x: start, limit });
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(3); // The start of the count is the function's own.
  tf.dispose([x, count]);
});

it('a number that is another one in the rounds of a second trace is found', () => {
  const trace = (factor: number) =>
    traceFunction(
      ({ x }: { x: tf.Tensor1D }) =>
        iterate(
          { x },
          (state) => {
            const next = tf.mul<tf.Tensor1D>(factor, state.x);
            return { state: { x: next }, again: tf.less(tf.max(next), 100) };
          },
          { most: 10, unfinished },
        ),
      { x: [3] },
    );
  expect(graphDifference(trace(2), trace(2))).toBeUndefined();
  expect(graphDifference(trace(2), trace(3))).toBe('a number was 2 and is now 3');
});
