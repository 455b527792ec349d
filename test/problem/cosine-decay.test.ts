import { expect, it } from 'vitest';
import { cosineDecay } from '../../src/problem/cosine-decay.js';

it('cosineDecay: full rate for the first half, half a cosine down to the floor, then constant', () => {
  const rate = cosineDecay({ learningRate: 0.1, steps: 100, hold: 0.5, floor: 0.01 });
  expect(rate(0)).toBe(0.1);
  expect(rate(50)).toBe(0.1);
  expect(rate(75)).toBeCloseTo(0.1 * (0.01 + 0.99 / 2), 12);
  expect(rate(100)).toBeCloseTo(0.001, 12);
  expect(rate(1000)).toBeCloseTo(0.001, 12);
});

it.each<[object, string]>([
  [{ learningRate: -1 }, 'learningRate to be a number of at least 0, got -1'],
  [{ learningRate: Number.NaN }, 'learningRate to be a number of at least 0, got NaN'],
  [{ steps: 0 }, 'steps to be a whole number of at least 1, got 0'],
  [{ hold: 1 }, 'hold to be at least 0 and below 1, got 1'],
  [{ floor: 2 }, 'floor to be from 0 to 1, got 2'],
])('cosineDecay refuses %o', (wrong, message) => {
  expect(() => cosineDecay({ learningRate: 0.1, steps: 100, ...wrong })).toThrow(RangeError);
  expect(() => cosineDecay({ learningRate: 0.1, steps: 100, ...wrong })).toThrow(message);
});
