import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { energy } from '../../src/densities/energy.js';
import { type EnergyName, energyNames } from '../../src/densities/energy-formulas.js';
import { compileFunction } from '../../src/engine/compiled/compile-function.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const box = Number.POSITIVE_INFINITY;

/** ln Z for c = 4 and κ = 1, 5, 50, for c = 6 and κ = 1, and on the box (−4, 4)², by a trapezoid rule of 6001² points. */
const logZ: Record<EnergyName, number[]> = {
  U1: [1.8775, 1.8775, 1.8775, 1.8775, 1.8775],
  U2: [2.28222, 2.17657, 2.11294, 2.62532, 2.08209],
  U3: [2.84183, 2.73618, 2.67256, 3.18493, 2.64171],
  U4: [2.90906, 2.79866, 2.72469, 3.25393, 2.68457],
};
const domains = [
  [4, 1],
  [4, 5],
  [4, 50],
  [6, 1],
  [4, box],
] as const;

it.each(energyNames)('energy(%s).logZ: equals the known normalisers on every domain', (name) => {
  for (const [k, [halfWidth, penalty]] of domains.entries()) {
    expect(energy(name, { halfWidth, penalty }).logZ()).toBeCloseTo(logZ[name][k]!, 5);
  }
});

it.each([
  ['U1', 0.7825],
  ['U2', 0.5],
  ['U3', -0.015],
  ['U4', 0.0816],
] as const)('energy(%s).meanEnergy: equals the known mean on the box', (name, mean) => {
  expect(energy(name, { penalty: box }).meanEnergy()).toBeCloseTo(mean, 4);
});

it('energy: without a penalty only U1 has a normaliser', () => {
  expect(energy('U1', { penalty: 0 }).logZ()).toBeCloseTo(1.8775, 5);
  for (const name of ['U2', 'U3', 'U4'] as const) expect(energy(name, { penalty: 0 }).logZ()).toBe(box);
});

const scattered = (scale: number) =>
  noise(7, 'points')
    .normal(400)
    .map((x) => scale * x);

it.each(energyNames)('energy(%s): tensor and float64 forms agree', (name) => {
  for (const options of [{ penalty: 3 }, { penalty: box }, { penalty: 0 }]) {
    const { logDensity, logDensity64 } = energy(name, options);
    const points = scattered(3);
    const values = tf.tidy(() => logDensity(tf.tensor2d(points, [200, 2])).dataSync());
    for (const [i, value] of values.entries()) {
      const exact = logDensity64(points[2 * i]!, points[2 * i + 1]!);
      if (Number.isFinite(exact)) expect(Math.abs(value - exact)).toBeLessThan(2e-5 * (1 + Math.abs(exact)));
      else expect(value).toBe(exact);
    }
  }
});

it.each(
  energyNames,
)('energy(%s).logDensity: gradient equals central differences, also at ties and far away', (name) => {
  const { logDensity, logDensity64 } = energy(name);
  const points = Float32Array.from([...scattered(2.5).slice(0, 80), 0, 1.5, 0, -2, 50, 0.5, -30, 40]);
  const gradient = tf.tidy(() => {
    const sum = (z: tf.Tensor) => tf.sum(logDensity(z as tf.Tensor2D));
    return tf
      .grad(sum)(tf.tensor2d(points, [points.length / 2, 2]))
      .dataSync();
  });
  const h = 1e-5;
  for (let i = 0; i < points.length; i += 2) {
    const [z1, z2] = [points[i]!, points[i + 1]!];
    const d1 = (logDensity64(z1 + h, z2) - logDensity64(z1 - h, z2)) / (2 * h);
    const d2 = (logDensity64(z1, z2 + h) - logDensity64(z1, z2 - h)) / (2 * h);
    expect(Math.abs(gradient[i]! - d1)).toBeLessThan(1e-3 * (1 + Math.abs(d1)));
    expect(Math.abs(gradient[i + 1]! - d2)).toBeLessThan(1e-3 * (1 + Math.abs(d2)));
  }
});

it.each(energyNames)('energy(%s).logDensity: value and gradient stay finite at the origin and at 1e3', (name) => {
  const points = tf.tensor2d([0, 0, 1e3, -1e3, 1e3, 1e3, -1e3, 0], [4, 2]);
  const { value, grad } = tf.valueAndGrad((z) => tf.sum(energy(name).logDensity(z as tf.Tensor2D)))(points);
  expect([...value.dataSync(), ...grad.dataSync()].every(Number.isFinite)).toBe(true);
});

it('energy.logDensity: compiled equals eager, gradient included', async () => {
  const points = scattered(2);
  const all = ({ z }: Record<string, tf.Tensor>) => {
    const sum = (x: tf.Tensor) => tf.addN(energyNames.map((name) => energy(name).logDensity(x as tf.Tensor2D)));
    const { value, grad } = tf.valueAndGrad((x) => tf.sum(sum(x)))(z!);
    return { value, grad };
  };
  const compiled = await compileFunction(all, { z: [200, 2] });
  const results = await compiled.run({ z: points });
  const eager = tf.tidy(() => all({ z: tf.tensor2d(points, [200, 2]) }));
  expect(results.value![0]! / eager.value.dataSync()[0]!).toBeCloseTo(1, 5);
  const gradient = eager.grad.dataSync();
  for (const [i, g] of results.grad!.entries())
    expect(Math.abs(g - gradient[i]!)).toBeLessThan(1e-3 + 1e-4 * Math.abs(g));
  compiled.dispose();
});

it('energy: keeps no tensor', () => {
  const z = tf.zeros<tf.Rank.R2>([3, 2]);
  const before = tf.memory().numTensors;
  for (const name of energyNames) energy(name).logDensity(z).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('energy: refuses an unknown name, an impossible domain, and points of another dimension', () => {
  expect(() => energy('U5' as EnergyName)).toThrow(/did you mean/);
  expect(() => energy('U1', { halfWidth: 0 })).toThrow(/halfWidth to be above 0, got 0 \(U1\)/);
  expect(() => energy('U1', { penalty: -1 })).toThrow(RangeError);
  expect(() => energy('U1').logDensity(tf.zeros([3, 3]))).toThrow(/shape \[B, 2\], got \[3,3\]/);
});
