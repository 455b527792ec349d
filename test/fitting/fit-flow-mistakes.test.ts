import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type FitFlowOptions, fitFlow, fittedFlow, type Table } from '../../src/fitting/index.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { autoregressive, defineFlow, type Flow, realNvp } from '../../src/flows/index.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';
import { changed, conditional, rows, small } from './data.js';

onBackend('wasm');

const forwardOnly = defineFlow({
  name: 'shift',
  dim: 5,
  paramCount: 0,
  forward: (z) => ({ z, logDet: tf.zeros([z.shape[0]]) }),
});
const withContext = realNvp(5, { contextDim: 2 });
const contexts = rows.map(([a, b]) => [a!, b!]);

describe('fitFlow refuses', () => {
  it.each<[string, Flow, unknown, FitFlowOptions, string]>([
    [
      'NaN',
      affine(5),
      changed(3, ([a, , ...rest]) => [a, Number.NaN, ...rest]),
      {},
      'Expected row 3, column 1 of the data (from 0) to be a finite number, got NaN (fitFlow)',
    ],
    [
      'a missing number',
      affine(5),
      changed(0, ([, ...rest]) => [null, ...rest]),
      {},
      'Expected row 0, column 0 of the data (from 0) to be a finite number, got nothing (fitFlow)',
    ],
    [
      'text',
      affine(5),
      changed(2, (row) => [...row.slice(0, 4), 'n/a']),
      {},
      'Expected row 2, column 4 of the data (from 0) to be a finite number, got n/a (fitFlow)',
    ],
    [
      'NaN in plain numbers',
      affine(2),
      { values: [1, 2, 3, 4, 5, Number.NaN], columns: 2 },
      {},
      'Expected row 2, column 1 of the data (from 0) to be a finite number, got NaN (fitFlow)',
    ],
    [
      'ragged rows',
      affine(5),
      changed(7, (row) => row.slice(1)),
      {},
      'Expected row 7 of the data (from 0) to have 5 columns like row 0, got 4 (fitFlow)',
    ],
    [
      'a list of numbers',
      affine(1),
      [1, 2, 3],
      {},
      'Expected row 0 of the data (from 0) to be a list of numbers, got 1 (fitFlow)',
    ],
    [
      'numbers that make no rows',
      affine(2),
      { values: [1, 2, 3], columns: 2 },
      {},
      'Expected the data to make whole rows of 2 numbers, got 3 (fitFlow)',
    ],
    [
      'a constant column',
      affine(5),
      rows.map((row) => [...row.slice(0, 2), 0.1, ...row.slice(3)]),
      {},
      'Expected column 2 of the data (from 0) to vary over the 270 rows that are trained on, got 0.1 in each (fitFlow)',
    ],
    [
      'too few rows',
      affine(5),
      rows.slice(0, 6),
      {},
      'Expected the data to have at least 6 rows to train on, one more than columns, got 5 (fitFlow)',
    ],
    [
      'no rows',
      affine(5),
      [],
      {},
      'Expected the data to have at least 6 rows to train on, one more than columns, got 0 (fitFlow)',
    ],
    [
      'another number of columns',
      realNvp(4),
      rows,
      {},
      'Expected the data to have 4 columns, got 5 (fitFlow, real-nvp)',
    ],
    [
      'one column for a flow of more',
      realNvp(4),
      rows.map(([x]) => [x]),
      {},
      'Expected the data to have 4 columns, got 1 (fitFlow, real-nvp)',
    ],
    [
      'a context that is missing',
      withContext,
      rows,
      {},
      'Expected the context to have 2 columns, beside the data, got nothing (fitFlow, real-nvp)',
    ],
    [
      'a context of other columns',
      withContext,
      rows,
      { context: rows },
      'Expected the context to have 2 columns, got 5 (fitFlow, real-nvp)',
    ],
    [
      'a context of other rows',
      withContext,
      rows,
      { context: contexts.slice(1) },
      'Expected the context to have 300 rows like the data, got 299 (fitFlow)',
    ],
    [
      'NaN in a context',
      withContext,
      rows,
      { context: contexts.map(([a, b], i) => (i === 9 ? [a!, Infinity] : [a!, b!])) },
      'Expected row 9, column 1 of the context (from 0) to be a finite number, got ',
    ],
    [
      'a context that the flow does not take',
      affine(5),
      rows,
      { context: contexts },
      'Expected the context to be left out, as the flow takes none, got one (fitFlow, affine)',
    ],
    [
      'a flow without an inverse',
      forwardOnly,
      rows,
      {},
      'Expected the flow to offer an inverse, got none (fitFlow, shift)',
    ],
    [
      'a batch of more than all rows',
      affine(5),
      rows,
      { batchSize: 271 },
      'Expected batchSize to be at most the 270 rows to train on, got 271 (fitFlow)',
    ],
    [
      'a share that is none',
      affine(5),
      rows,
      { validation: 1 },
      'Expected validation to be a share from 0 to below 1, got 1 (fitFlow)',
    ],
    [
      'no steps',
      affine(5),
      rows,
      { steps: 0 },
      'Expected steps to be a whole number of at least 1, got 0 (fitFlow, affine)',
    ],
    [
      'a jitter below 0',
      affine(5),
      rows,
      { jitter: -1 },
      'Expected jitter to be a number of at least 0, got -1 (fitFlow, affine)',
    ],
  ])('%s', async (_, flow, data, options, message) => {
    await expect(fitFlow(flow, data as Table, { ...small, ...options })).rejects.toThrow(message);
  });

  it('and so does what it returns', async () => {
    const own = conditional('refused', 60);
    const flow = autoregressive(2, { layers: 1, hidden: [4], contextDim: 1 });
    const q = await fitFlow(flow, own.rows, { ...small, steps: 2, context: own.context });
    expect(() => q.logProb(own.rows)).toThrow('Expected `context` to have shape [B | 1, 1], got nothing');
    expect(() => q.logProb([[1, 2, 3]], [[1]])).toThrow('Expected `x` to have 2 columns, got 3');
    expect(() => q.logProb([[1, Number.NaN]], [[1]])).toThrow(
      'Expected row 0, column 1 of `x` (from 0) to be a finite',
    );
    expect(() => q.logProb(tf.zeros([1, 3]), [[1]])).toThrow('Expected `x` to have shape [B, 2], got [1,3]');
    expect(() => q.sample(3, noise(1, 'x'), [[1], [2]])).toThrow('Expected count to be 2, one draw for each row');
    expect(() => fittedFlow({ ...q, standardisation: { x: q.standardisation.x } })).toThrow(
      'Expected mean of standardisation.context to have 1 numbers, got nothing (fitted autoregressive-affine-masked)',
    );
    const plain = await fitFlow(affine(2), own.rows, { ...small, steps: 2 });
    expect(() => plain.logProb(own.rows, own.context)).toThrow('Expected `context` to be left out');
  });
});
