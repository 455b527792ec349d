import { expect, it } from 'vitest';
import { importanceCurve, importanceNll, importanceSums } from '../../src/objectives/importance.js';
import { bootstrapInterval, meanEstimate, pairedDifference } from '../../src/objectives/statistics.js';
import { noise } from '../../src/random/index.js';

/** Conjugate model with a known evidence: z ~ N(0, 1), x|z ~ N(z, 1), so x ~ N(0, 2); q(z|x) = N(x/2 + shift, 1). */
function gaussianLogWeights(x: number, shift: number, samples: number, seed: number): Float64Array {
  const logN = (v: number, mean: number) => -0.5 * ((v - mean) ** 2 + Math.log(2 * Math.PI));
  return Float64Array.from(noise(seed, 'weights').normal(samples), (epsilon) => {
    const z = x / 2 + shift + epsilon;
    return logN(x, z) + logN(z, 0) - logN(z, x / 2 + shift);
  });
}
const evidence = (x: number) => -0.5 * (x * x * 0.5 + Math.log(4 * Math.PI));

it('importanceNll: is the log of the mean of the weights, and −ln S is not forgotten', () => {
  const { nll, ess, bound, samples } = importanceNll([Math.log(1), Math.log(2), Math.log(6)]);
  expect(nll).toBeCloseTo(-Math.log(3), 14);
  expect(ess).toBeCloseTo(81 / 41, 12);
  expect(bound).toBeCloseTo(-Math.log(12) / 3, 14);
  expect(samples).toBe(3);
  expect(importanceNll(new Float64Array(1000).fill(-90)).nll).toBeCloseTo(90, 10);
});

it('importanceNll: standard error is that of the delta method', () => {
  const weights = [1, 2, 6];
  const variance = meanEstimate(weights).stdErr ** 2;
  const { stdErr } = importanceNll(weights.map(Math.log));
  expect(stdErr).toBeCloseTo(Math.sqrt(variance) / 3, 12);
});

it('importanceNll: weights far beyond the range of exp neither overflow nor vanish', () => {
  expect(importanceNll([-2000, -2000]).nll).toBeCloseTo(2000, 9);
  expect(importanceNll([900, 900 - Math.log(3)]).nll).toBeCloseTo(-900 - Math.log(2 / 3), 9);
  expect(importanceNll([-1e4, 1e4]).nll).toBeCloseTo(Math.log(2) - 1e4, 9);
});

it('importanceNll: a weight of zero counts as a sample', () => {
  const { nll, ess } = importanceNll([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY, 0]);
  expect(nll).toBeCloseTo(Math.log(2), 14);
  expect(ess).toBeCloseTo(2, 12);
  expect(importanceNll([Number.NEGATIVE_INFINITY]).nll).toBe(Number.POSITIVE_INFINITY);
});

it('importanceNll: finds a known evidence within its standard error, and the error is honest', () => {
  const misses = Array.from({ length: 200 }, (_, seed) => {
    const { nll, stdErr } = importanceNll(gaussianLogWeights(1.3, 0.4, 2000, seed));
    return (nll + evidence(1.3)) / stdErr;
  });
  const { mean, stdErr } = meanEstimate(misses);
  expect(Math.abs(mean)).toBeLessThan(0.3);
  expect(stdErr * Math.sqrt(misses.length)).toBeGreaterThan(0.85);
  expect(stdErr * Math.sqrt(misses.length)).toBeLessThan(1.15);
});

it('importanceSums: chunks of draws give what all draws at once give, point by point', () => {
  const rows = [0, 1, 2].map((seed) => gaussianLogWeights(0.5 * seed, 0.3, 12, seed));
  const drawn = Float64Array.from({ length: 36 }, (_, k) => rows[k % 3]![Math.floor(k / 3)]!);
  const sums = importanceSums(3);
  sums.add(drawn.subarray(0, 15));
  sums.add(drawn.subarray(15, 18));
  sums.add(drawn.subarray(18));
  for (const [i, estimate] of sums.estimates().entries()) {
    const whole = importanceNll(rows[i]!);
    for (const key of ['nll', 'ess', 'stdErr', 'bound'] as const) expect(estimate[key]).toBeCloseTo(whole[key], 10);
  }
});

it('importanceCurve: falls from the bound at S = 1 to the estimate from all samples', () => {
  const rows = Array.from({ length: 40 }, (_, seed) => gaussianLogWeights(1, 0.8, 1000, seed));
  const curve = importanceCurve(rows);
  expect(curve.map(({ samples }) => samples)).toEqual([1, 10, 100, 1000]);
  expect(curve[0]!.nll).toBeCloseTo(meanEstimate(rows.map((row) => importanceNll(row).bound)).mean, 10);
  for (let k = 1; k < curve.length; k++) expect(curve[k]!.nll).toBeLessThan(curve[k - 1]!.nll);
  expect(Math.abs(curve.at(-1)!.nll + evidence(1))).toBeLessThan(4 * curve.at(-1)!.stdErr + 0.002);
});

it('importanceNll: refuses NaN, infinity, nothing and a wrong number of weights', () => {
  expect(() => importanceNll([0, Number.NaN])).toThrow(/log-weight 1 to be below infinity, got NaN/);
  expect(() => importanceNll([Number.POSITIVE_INFINITY])).toThrow(RangeError);
  expect(() => importanceNll([])).toThrow(/at least 1, got 0/);
  expect(() => importanceSums(3).add([1, 2])).toThrow(/multiple of 3, got 2/);
  expect(() => importanceCurve([[1, 2]], [3])).toThrow(/S to be from 1 to 2, got 3/);
});

it('pairedDifference: what pairs share cancels', () => {
  const common = noise(1, 'common').normal(500);
  const a = Float64Array.from(common, (c, i) => 100 * c + 0.5 + 0.1 * Math.sin(i));
  const b = Float64Array.from(common, (c) => 100 * c);
  const { mean, stdErr } = pairedDifference(a, b);
  expect(mean).toBeCloseTo(0.5, 2);
  expect(stdErr).toBeLessThan(0.004);
  expect(meanEstimate(a).stdErr).toBeGreaterThan(3);
  expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError);
});

it('bootstrapInterval: covers the mean about as often as it says, and is reproducible', () => {
  const trials = 200;
  const covered = Array.from({ length: trials }, (_, t) => {
    const [low, high] = bootstrapInterval(noise(t, 'values').normal(60), noise(t, 'bootstrap'), { resamples: 200 });
    return low < 0 && high > 0;
  }).filter(Boolean).length;
  expect(covered / trials).toBeGreaterThan(0.88);
  expect(covered / trials).toBeLessThan(0.99);
  const again = () => bootstrapInterval([1, 2, 5, 9], noise(3, 'b'));
  expect(again()).toEqual(again());
});
