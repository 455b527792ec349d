import { expect, it } from 'vitest';
import { energy } from '../../src/densities/energy.js';
import { energyNames } from '../../src/densities/energy-formulas.js';
import { rejectionSamples } from '../../src/densities/rejection.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { noise } from '../../src/random/index.js';

it.each(energyNames)('rejectionSamples(%s): the mean energy is the exact one', (name) => {
  const target = energy(name, { penalty: Number.POSITIVE_INFINITY });
  const points = rejectionSamples(target.logDensity64, 4000, noise(1, name));
  const { mean, stdErr } = meanEstimate(points.map(([a, b]) => -target.logDensity64(a, b)));
  expect(points).toHaveLength(4000);
  expect(Math.abs(mean - target.meanEnergy())).toBeLessThan(4 * stdErr);
});

it('rejectionSamples: a bound that is too low is reported', () => {
  expect(() => rejectionSamples(() => 1, 10, noise(1, 'x'))).toThrow(/logBound to be at least the log-density 1 at/);
});
