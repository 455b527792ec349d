import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Conditioner } from '../../../src/flows/conditioners/conditioner.js';
import { couplingConditioner, masked } from '../../../src/flows/conditioners/masked.js';
import { network } from '../../../src/flows/conditioners/network.js';
import { recurrent } from '../../../src/flows/conditioners/recurrent.js';
import { splitColumns } from '../../../src/tensors/split.js';
import { normal, onBackend } from '../../support/tensors.js';

onBackend('wasm');

const dim = 5;
const n = 2;
const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);

/** Whether the numbers of coordinate i move when coordinate j (or the context) does. */
function influences(conditioner: Conditioner, contextDim = 0): { inputs: boolean[][]; context: boolean[] } {
  const weights = splitColumns(normal('weights', 1, total(conditioner.sizes)), conditioner.sizes);
  const z = normal('z', 1, dim);
  const context = contextDim > 0 ? normal('context', 1, contextDim) : undefined;
  const base = conditioner.apply(z, weights, context);
  const moved = (other: tf.Tensor) => {
    const change = tf.max(tf.abs(tf.sub(other, base)), 2).dataSync();
    return [...change].map((x) => x > 0);
  };
  const columns = Array.from({ length: dim }, (_, j) => {
    const nudge = tf.oneHot([j], dim).toFloat() as tf.Tensor2D;
    return moved(conditioner.apply(tf.add(z, nudge), weights, context));
  });
  return {
    inputs: Array.from({ length: dim }, (_, i) => columns.map((column) => column[i]!)),
    context: context ? moved(conditioner.apply(z, weights, tf.add(context, 1) as tf.Tensor2D)) : [],
  };
}

const places = [2, 0, 4, 1, 3];
const before = places.map((mine) => places.map((other) => other < mine));

describe('every coordinate sees exactly those before it', () => {
  it.each([
    [
      'masked',
      masked(
        places.map((p) => p + 1),
        n,
        { hidden: [16, 12], activation: 'tanh' },
      ),
      before,
    ],
    ['recurrent', recurrent([1, 3, 0, 4, 2], n, { units: 6 }), before],
    [
      'coupling',
      couplingConditioner(dim, n, { split: 2, hidden: [8], activation: 'tanh' }),
      [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => i >= 2 && j < 2)),
    ],
    [
      'coupling, reversed',
      couplingConditioner(dim, n, { split: 2, reversed: true, hidden: [8], activation: 'tanh' }),
      [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => i < 3 && j >= 3)),
    ],
  ] as const)('%s', (_, conditioner, expected) => {
    expect(influences(conditioner).inputs).toEqual(expected);
  });
});

it.each([
  ['masked', masked([1, 2, 3, 4, 5], n, { hidden: [12], activation: 'tanh', contextDim: 3 })],
  ['recurrent', recurrent([0, 1, 2, 3, 4], n, { units: 6, contextDim: 3 })],
  ['coupling', couplingConditioner(dim, n, { split: 2, hidden: [8], activation: 'tanh', contextDim: 3 })],
] as const)('%s: side information reaches every coordinate, the first too', (_, conditioner) => {
  expect(influences(conditioner, 3).context).toEqual(new Array(dim).fill(true));
});

it('network: starts as the zero function, with weights that differ from seed to seed', () => {
  const net = network(3, 4, { hidden: [8, 8], contextDim: 2 });
  const initial = net.initial(1, 'net');
  expect(initial).toHaveLength(total(net.sizes));
  const weights = splitColumns(tf.tensor2d(initial, [1, initial.length]), net.sizes);
  expect(tf.max(tf.abs(net.apply(normal('x', 5, 3), weights, normal('c', 1, 2)))).dataSync()[0]).toBe(0);
  expect(net.initial(2, 'net')).not.toEqual(initial);
  expect(net.initial(1, 'net')).toEqual(initial);
});

it('network: relu by hand', () => {
  const net = network(2, 1, { hidden: [2], contextDim: 1 });
  // h = relu(x·W + b + c·U) with W = [[1, −1], [2, 1]], b = (0.5, 0), U = (1, 10); out = h·(3, 1) − 1
  const weights = splitColumns(tf.tensor2d([[1, -1, 2, 1, 0.5, 0, 1, 10, 3, 1, -1]]), net.sizes);
  const out = net.apply(
    tf.tensor2d([
      [1, 2],
      [-9, 1],
    ]),
    weights,
    tf.tensor2d([[0.1]]),
  );
  expect(out.dataSync()[0]).toBeCloseTo(3 * (1 + 4 + 0.5 + 0.1) + (-1 + 2 + 1) - 1, 5);
  expect(out.dataSync()[1]).toBeCloseTo(3 * 0 + (9 + 1 + 1) - 1, 5);
});
