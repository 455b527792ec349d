import { expect, it } from 'vitest';
import { adam, rmsprop } from '../../src/problem/index.js';

it.each([
  [() => adam({ learningRate: -1 }), 'Expected learningRate to be a number of at least 0, got -1 (adam)'],
  [
    () => rmsprop({ learningRate: Number.NaN }),
    'Expected learningRate to be a number of at least 0, got NaN (rmsprop)',
  ],
  [() => adam({ beta1: 1 }), 'Expected beta1 to be at least 0 and below 1, got 1 (adam)'],
  [() => adam({ beta2: -0.1 }), 'Expected beta2 to be at least 0 and below 1, got -0.1 (adam)'],
  [() => rmsprop({ decay: 2 }), 'Expected decay to be at least 0 and below 1, got 2 (rmsprop)'],
  [() => rmsprop({ momentum: Number.NaN }), 'Expected momentum to be at least 0 and below 1, got NaN (rmsprop)'],
  [() => adam({ epsilon: -1e-8 }), 'Expected epsilon to be a number of at least 0, got -1e-8 (adam)'],
])('adam and rmsprop refuse numbers out of range (%#)', (make, complaint) => {
  expect(make).toThrow(new RangeError(complaint));
});
