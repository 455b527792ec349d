import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { transformerNames, transformerOf } from '../../../src/flows/transformers/index.js';
import { mapNumbers } from '../../../src/flows/transformers/map-numbers.js';
import { largestDifference, onBackend } from '../../support/tensors.js';

onBackend('wasm');

const z = [-2, -0.5, 0, 1.25];

it.each(transformerNames)('mapNumbers of %s: the identity at 0, increasing elsewhere, and no tensor left', (name) => {
  const transformer = transformerOf(name);
  const before = tf.memory().numTensors;
  const same = mapNumbers(transformer, new Float32Array(transformer.paramCount), z);
  const params = Array.from({ length: transformer.paramCount }, (_, i) => Math.sin(i + 1));
  const moved = mapNumbers(transformer, params, z);
  expect(tf.memory().numTensors).toBe(before);
  expect(largestDifference(same, z)).toBeLessThan(5e-6);
  expect(moved).toEqual([...moved].sort((a, b) => a - b));
});

it('mapNumbers: an additive transformer adds its number; another count of numbers is refused', () => {
  expect(mapNumbers(transformerOf('additive'), [0.75], z)).toEqual([-1.25, 0.25, 0.75, 2]);
  expect(() => mapNumbers(transformerOf('additive'), [1, 2], z)).toThrow(/have 1 numbers/);
});
