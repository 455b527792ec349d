import { expect, it } from 'vitest';
import { transportKl } from '../../src/objectives/transport-kl.js';
import { noise } from '../../src/random/index.js';

/** N(0, diag(s², 1)) by a scaling. */
const scaling = (s: number) => ({
  transport: ([a, b]: readonly [number, number]) => [s * a, b] as const,
  logProb64: ([x, y]: readonly [number, number]) => -0.5 * ((x / s) ** 2 + y * y) - Math.log(2 * Math.PI * s),
});
const target = {
  logDensity64: (x: number, y: number) => -0.5 * (x * x + y * y),
  logZ: () => Math.log(2 * Math.PI),
};

it('transportKl of a Gaussian to a Gaussian is the closed form', () => {
  const exact = 0.5 * (4 - 1) - Math.log(2);
  const { kl, stdErr, energy } = transportKl(scaling(2), target, noise(1, 'kl'));
  expect(Math.abs(kl - exact)).toBeLessThan(4 * stdErr);
  expect(stdErr).toBeLessThan(0.03);
  expect(Math.abs(energy.mean - 2.5)).toBeLessThan(4 * energy.stdErr);
});

it('transportKl of the target itself is 0 to float64', () => {
  const { kl, stdErr } = transportKl(scaling(1), target, noise(1, 'kl'), { samples: 100 });
  expect(Math.abs(kl)).toBeLessThan(1e-14);
  expect(stdErr).toBeLessThan(1e-15);
});
