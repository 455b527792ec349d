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
