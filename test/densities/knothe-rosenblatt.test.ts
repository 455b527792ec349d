import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { energy } from '../../src/densities/energy.js';
import { energyNames } from '../../src/densities/energy-formulas.js';
import { knotheRosenblatt } from '../../src/densities/knothe-rosenblatt.js';
import { normalCdf } from '../../src/densities/normal-cdf.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const box = Number.POSITIVE_INFINITY;
const orders = [
  [0, 1],
  [1, 0],
] as const;
const cases = energyNames.flatMap((name) => orders.map((order) => ({ name, order })));

it.each(cases)('knotheRosenblatt($name, order $order): KL to the target is below 5e-5 nats, and E[U] right', (each) => {
  const target = energy(each.name, { penalty: box });
  const map = knotheRosenblatt(target.logDensity64, { order: each.order });
  const z = noise(11, each.name).normal(40_000);
  const points = Array.from({ length: 20_000 }, (_, i) => map.transport([z[2 * i]!, z[2 * i + 1]!]));
  const logQ = points.map((x) => map.logProb64(x));
  const logP = points.map((x) => target.logDensity64(...x));
  const { mean, stdErr } = meanEstimate(logQ.map((q, i) => q - logP[i]! + target.logZ()));
  expect(stdErr).toBeLessThan(1e-5);
  expect(Math.abs(mean)).toBeLessThan(5e-5);
  const energies = meanEstimate(logP.map((p) => -p));
  expect(Math.abs(energies.mean - target.meanEnergy())).toBeLessThan(4 * energies.stdErr);
});

it.each(cases)('knotheRosenblatt($name, order $order): the determinant of its Jacobian is the density', (each) => {
  const map = knotheRosenblatt(energy(each.name, { penalty: box }).logDensity64, { order: each.order, points: 401 });
  const u = noise(3, 'u').uniform(100);
  for (let i = 0; i < 100; i += 2) {
    const [a, b] = map.fromUniform([u[i]!, u[i + 1]!]);
    const h = 1e-6;
    const difference = (da: number, db: number) => {
      const [up, down] = [map.toUniform([a + da, b + db]), map.toUniform([a - da, b - db])];
      return [(up[0] - down[0]) / (2 * h), (up[1] - down[1]) / (2 * h)] as const;
    };
    const [d0, d1] = [difference(h, 0), difference(0, h)];
    // The triangular structure of the order: the first coordinate's u does not depend on the second.
    expect(each.order[0] === 0 ? d1[0] : d0[1]).toBe(0);
    const p = Math.exp(map.logProb64([a, b]));
    expect(Math.abs(d0[0] * d1[1] - d0[1] * d1[0] - p)).toBeLessThan(1e-4 * (1 + p));
  }
});

it.each(orders)('knotheRosenblatt with order [%i, %i]: toUniform undoes fromUniform', (...order) => {
  const map = knotheRosenblatt(energy('U1', { penalty: box }).logDensity64, { order, points: 401 });
  const u = noise(4, 'u').uniform(400);
  for (let i = 0; i < 400; i += 2) {
    const back = map.toUniform(map.fromUniform([u[i]!, u[i + 1]!]));
    for (const k of [0, 1]) expect(Math.abs(back[k]! - u[i + k]!)).toBeLessThan(1e-10);
  }
});

it('knotheRosenblatt.toUniform: samples of a Gaussian become uniform (χ² on 10 × 10 cells)', () => {
  const map = knotheRosenblatt((a, b) => -0.5 * (a * a + (b - 0.6 * a) ** 2 / 0.64), { halfWidth: 6 });
  const n = 20_000;
  const epsilon = noise(5, 'samples').normal(2 * n);
  const cells = new Float64Array(100);
  for (let i = 0; i < 2 * n; i += 2) {
    const a = epsilon[i]!;
    const [u, v] = map.toUniform([a, 0.6 * a + 0.8 * epsilon[i + 1]!]);
    cells[10 * Math.min(9, Math.floor(10 * u)) + Math.min(9, Math.floor(10 * v))]! += 1;
  }
  const chi2 = cells.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
  expect(chi2).toBeGreaterThan(58); // 99 degrees of freedom: both ends at a chance of about 1 in 5000.
  expect(chi2).toBeLessThan(153);
});

it('knotheRosenblatt: as a density it draws and scores tensors', () => {
  const map = knotheRosenblatt(energy('U2', { penalty: box }).logDensity64, { points: 201 });
  const x = map.sample(50, noise(1, 'draw'));
  const scores = map.logProb(x).dataSync();
  const points = x.dataSync();
  expect(scores[7]).toBeCloseTo(map.logProb64([points[14]!, points[15]!]), 5);
  expect(map.logProb(tf.tensor2d([[9, 0]])).dataSync()[0]).toBe(Number.NEGATIVE_INFINITY);
  expect(() => knotheRosenblatt(() => 0, { order: [1, 1] })).toThrow(/order to be \[0, 1\] or \[1, 0\]/);
  expect(() => knotheRosenblatt(() => 0, { points: 2 })).toThrow(RangeError);
});

it.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1, 0.15865525393145707],
  [2.9, 0.998134186699616],
  [3.1, 0.9990323967867817],
  [-6, 9.865876450376946e-10],
  [-20, 2.7536241186062337e-89],
])('normalCdf(%d) is the tabulated value', (z, value) => {
  expect(Math.abs(normalCdf(z) / value - 1)).toBeLessThan(1e-12);
});
