import { describe, expect, it } from 'vitest';
import { noise } from '../../../src/random/index.js';
import {
  bestBandwidth,
  fittedGaussian,
  kernelDensity,
  scottBandwidth,
} from '../../../src/studies/densities2d/baselines.js';

const normal = (count: number, name: string) => noise(7, name).normal(2 * count);

/** ∫ exp(logDensity) over (−8, 8)² by the midpoint rule. */
function mass(logDensity: (points: ArrayLike<number>) => Float64Array): number {
  const [n, cell] = [160, 0.1];
  const at = (i: number) => (i + 0.5) * cell - 8;
  const points = Array.from({ length: n * n }, (_, k) => [at(Math.floor(k / n)), at(k % n)]).flat();
  return logDensity(points).reduce((sum, value) => sum + cell ** 2 * Math.exp(value), 0);
}

describe('fittedGaussian', () => {
  it('has the mean and the covariance of its points: −½ D on average in whitened coordinates', () => {
    const train = normal(500, 'train').map((x, i) => (i % 2 === 0 ? 2 * x + 1 : x));
    const logs = fittedGaussian(train)(train);
    let [sxx, sxy, syy, mx, my] = [0, 0, 0, 0, 0];
    for (let i = 0; i < 500; i++) [mx, my] = [mx + train[2 * i]! / 500, my + train[2 * i + 1]! / 500];
    for (let i = 0; i < 500; i++) {
      const [x, y] = [train[2 * i]! - mx, train[2 * i + 1]! - my];
      [sxx, sxy, syy] = [sxx + (x * x) / 500, sxy + (x * y) / 500, syy + (y * y) / 500];
    }
    // At the maximum of the likelihood the quadratic form has the mean D = 2.
    const expected = -Math.log(2 * Math.PI) - 0.5 * Math.log(sxx * syy - sxy ** 2) - 1;
    expect(logs.reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(expected, 10);
  });

  it('integrates to 1', () => {
    expect(mass(fittedGaussian(normal(300, 'train')))).toBeCloseTo(1, 6);
  });
});

describe('kernelDensity', () => {
  it('of one point is the Gaussian of that width', () => {
    const [value] = kernelDensity([1, 2], 0.5)([1.5, 2]);
    expect(value).toBeCloseTo(-Math.log(2 * Math.PI * 0.25) - 0.5, 12);
  });

  it('integrates to 1 and stays finite far from all points', () => {
    const density = kernelDensity(normal(50, 'train'), 0.3);
    expect(mass(density)).toBeCloseTo(1, 6);
    expect(Number.isFinite(density([100, 100])[0])).toBe(true);
  });

  it('does not depend on the order of the training points', () => {
    const train = [...normal(40, 'train')];
    const backwards = Array.from({ length: 40 }, (_, i) => [train[78 - 2 * i]!, train[79 - 2 * i]!]).flat();
    const points = normal(20, 'points');
    const [one, other] = [kernelDensity(train, 0.2)(points), kernelDensity(backwards, 0.2)(points)];
    one.forEach((value, i) => {
      expect(value).toBeCloseTo(other[i]!, 10);
    });
  });
});

describe('bestBandwidth', () => {
  it('shrinks as the training points become more', () => {
    const heldOut = normal(300, 'held out');
    const few = bestBandwidth(normal(30, 'train'), heldOut);
    const many = bestBandwidth(normal(3000, 'train'), heldOut);
    expect(many).toBeLessThan(few);
    const score = (h: number) => kernelDensity(normal(30, 'train'), h)(heldOut).reduce((sum, value) => sum + value, 0);
    expect(score(few)).toBeGreaterThan(score(many));
  });
});

it('scottBandwidth is n^(−1/6) times the spread: 1/2 for 64 points of variance 1', () => {
  const corners = [1, 1, 1, -1, -1, 1, -1, -1];
  expect(scottBandwidth(Array.from({ length: 16 }, () => corners).flat())).toBeCloseTo(0.5, 12);
});
