import { expect, it } from 'vitest';
import { cosineAdam } from '../../src/experiments/cosine-adam.js';
import { adam } from '../../src/training/optimiser.js';

/** How far one update from rest moves a weight whose gradient is 1: the learning rate. */
function moved(step: number): number {
  const weights = Float32Array.of(0);
  const optimiser = cosineAdam({ learningRate: 0.1, steps: 100, hold: 0.5, floor: 0.01 });
  optimiser.update(weights, Float32Array.of(1), [Float32Array.of(1), Float32Array.of(1)], step);
  const plain = Float32Array.of(0);
  adam({ learningRate: 1 }).update(plain, Float32Array.of(1), [Float32Array.of(1), Float32Array.of(1)], step);
  return weights[0]! / plain[0]!;
}

it('cosineAdam: full rate for the first half, half a cosine down to the floor, then constant', () => {
  expect(moved(0)).toBeCloseTo(0.1, 6);
  expect(moved(50)).toBeCloseTo(0.1, 6);
  expect(moved(75)).toBeCloseTo(0.1 * (0.01 + 0.99 / 2), 6);
  expect(moved(100)).toBeCloseTo(0.001, 6);
  expect(moved(1000)).toBeCloseTo(0.001, 6);
});
