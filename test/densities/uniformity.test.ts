import { expect, it } from 'vitest';
import { uniformityChiSquare, uniformityKs } from '../../src/densities/uniformity.js';
import { noise } from '../../src/random/index.js';

const pairs = (values: Float32Array) =>
  Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);

it('uniformityKs: the distance of a known sample, and tabulated critical values', () => {
  expect(uniformityKs([0.5]).statistic).toBe(0.5);
  expect(uniformityKs([0.1, 0.2, 0.9]).statistic).toBeCloseTo(2 / 3 - 0.2, 12);
  // For n = 100 the two-sided 5 % point is 0.1340 and the 1 % point 0.1608 (Birnbaum 1952).
  const shifted = (d: number) => Array.from({ length: 100 }, (_, i) => Math.min(1, (i + 1) / 100 - 0.01 + d));
  expect(uniformityKs(shifted(0.134)).pValue).toBeCloseTo(0.05, 2);
  expect(uniformityKs(shifted(0.1608)).pValue).toBeCloseTo(0.01, 2);
  expect(() => uniformityKs([])).toThrow(RangeError);
});

it('uniformityKs and uniformityChiSquare: p-values of uniform numbers are themselves spread over (0, 1)', () => {
  const draws = Array.from({ length: 200 }, (_, i) => noise(i, 'uniform').uniform(2000));
  const ks = draws.map((u) => uniformityKs(u).pValue);
  const chi = draws.map((u) => uniformityChiSquare(pairs(u), 6).pValue);
  for (const values of [ks, chi]) expect(uniformityKs(values).pValue).toBeGreaterThan(0.001);
});

it('uniformityKs and uniformityChiSquare reject numbers that are not uniform', () => {
  const u = noise(1, 'uniform')
    .uniform(4000)
    .map((x) => x ** 1.1);
  expect(uniformityKs(u).pValue).toBeLessThan(1e-4);
  const dependent = pairs(noise(2, 'uniform').uniform(8000)).map(([a, b]) => [a!, (b! + a!) / 2]);
  expect(uniformityChiSquare(dependent).pValue).toBeLessThan(1e-10);
  expect(() => uniformityChiSquare(dependent.slice(0, 100))).toThrow(/at least 5 for each of 10 × 10 cells, got 100/);
});
