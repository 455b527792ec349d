import { describe, expect, it } from 'vitest';
import { fitPareto, paretoQuantile, resampled, smoothedWeights } from '../../src/inference/index.js';
import { noise } from '../../src/random/index.js';

/** Numbers of a generalised Pareto distribution, ascending. */
const paretoNumbers = (shape: number, count: number): Float64Array =>
  Float64Array.from(noise(1, 'pareto').uniform(count), (u) => paretoQuantile({ shape, scale: 2 }, u)).sort();

describe('fitPareto', () => {
  // The standard error of k̂ from n numbers is (1 + k)/√n; three of them.
  it.each([0, 0.3, 0.7, 1.2])('finds k = %f', (shape) => {
    const found = fitPareto(paretoNumbers(shape, 5000));
    expect(Math.abs(found.shape - shape)).toBeLessThan((3 * (1 + shape)) / Math.sqrt(5000));
    expect(Math.abs(Math.log(found.scale / 2))).toBeLessThan(0.1);
  });
});

describe('smoothedWeights', () => {
  // Weights u^{−k} have a Pareto tail of shape k; k̂ comes from the largest 600 of 40,000.
  it.each([0.2, 0.6, 1])('k̂ of weights with a tail of k = %f', (k) => {
    const logWeights = Array.from(noise(2, 'weights').uniform(40_000), (u) => -k * Math.log(u + 2 ** -25));
    const { paretoK, weights } = smoothedWeights(logWeights);
    expect(Math.abs(paretoK - k)).toBeLessThan(0.2);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
  });

  it('equal weights have k̂ = −∞ and all count', () => {
    const { paretoK, effectiveSamples } = smoothedWeights(new Array<number>(1000).fill(-3));
    expect(paretoK).toBe(Number.NEGATIVE_INFINITY);
    expect(effectiveSamples).toBeCloseTo(1000, 6);
  });

  it('keeps the order of the weights, and none above the largest', () => {
    const logWeights = Array.from(noise(3, 'weights').normal(2000), (x) => 2 * x);
    const { weights } = smoothedWeights(logWeights);
    const order = logWeights.map((_, s) => s).sort((a, b) => logWeights[a]! - logWeights[b]!);
    for (let i = 1; i < order.length; i++) expect(weights[order[i]!]).toBeGreaterThanOrEqual(weights[order[i - 1]!]!);
  });

  it.each<[string, number[], string]>([
    ['none', [], 'Expected the log-weights to hold one above −∞, got none (smoothedWeights)'],
    ['NaN', [0, Number.NaN], 'Expected log-weight 1 to be below infinity, got NaN (smoothedWeights)'],
  ])('refuses %s', (_, logWeights, message) => {
    expect(() => smoothedWeights(logWeights)).toThrow(message);
  });
});

it('resampled draws each in proportion to its weight, whole draws of all names', () => {
  const draws = {
    a: { values: Float32Array.of(0, 1, 2, 3), shape: [4, 1] },
    b: { values: Float32Array.of(0, 0, 1, -1, 2, -2, 3, -3), shape: [4, 2] },
  };
  const { a, b } = resampled(draws, Float64Array.of(0.5, 0, 0.25, 0.25), noise(0, 'again'));
  expect([...a.values].sort()).toEqual([0, 0, 2, 3]);
  a.values.forEach((x, s) => void expect([...b.values.subarray(2 * s, 2 * s + 2)]).toEqual([x, x === 0 ? 0 : -x]));
});
