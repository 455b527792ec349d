import { expect, it } from 'vitest';
import { defaultConfig, modelOf } from '../../src/runs/config.js';
import { epochBatches } from '../../src/training/epoch-batches.js';

const options = { batch: 3, seed: 1, stream: 'toy' };

it('epochBatches sees each example once an epoch, in an order that depends on the update alone', () => {
  const indices = epochBatches(12, options);
  const epoch = (first: number) => [0, 1, 2, 3].flatMap((t) => Array.from(indices(first + t)));
  const [one, two] = [epoch(0), epoch(4)];
  expect([...one].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(two).not.toEqual(one);
  expect(Array.from(epochBatches(12, options)(5))).toEqual(two.slice(3, 6));
});

it('a batch larger than the set is refused, by epochBatches and before a run begins', () => {
  expect(() => epochBatches(2, options)).toThrow('Expected batch to be at most the 2 examples, got 3 (epochBatches)');
  const config = { ...defaultConfig, images: 50, batch: 100 };
  expect(() => modelOf(config)).toThrow('Expected batch to be at most the 50 training images, got 100');
});

it('an empty set, and counts that are none, are refused', () => {
  expect(() => epochBatches(0, options)).toThrow(
    'Expected the count of examples to be a whole number of at least 1, got 0',
  );
  for (const batch of [0, -1, 1.5, Number.NaN])
    expect(() => epochBatches(5, { ...options, batch })).toThrow(
      `Expected batch to be a whole number of at least 1, got ${batch}`,
    );
});
