import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { logBernoulli } from '../../src/densities/bernoulli.js';
import { diagonalGaussian, standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { logStandardNormal } from '../../src/densities/gaussian.js';
import type { InvertibleFlow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { radial } from '../../src/flows/radial.js';
import { type Annealing, temperature } from '../../src/objectives/annealing.js';
import { type FreeEnergyParts, freeEnergy } from '../../src/objectives/free-energy.js';
import { drawFrom } from '../../src/objectives/path-gradient.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, normal, onBackend } from '../support/tensors.js';

onBackend('cpu');

const parts = (): FreeEnergyParts => ({
  logLikelihood: tf.tensor1d([-90, -80]),
  logPrior: tf.tensor1d([-50, -60]),
  logBase: tf.tensor1d([-20, -30]),
  logDet: tf.tensor1d([3, -4]),
});
const values = (annealing: Annealing, beta: number) => [
  ...freeEnergy(parts(), { beta, annealing }).annealed.dataSync(),
];

it('freeEnergy: β tempers the whole joint, or the divergence from the prior, or nothing', () => {
  expect(values('energy', 0.5)).toEqual([-23 + 0.5 * 140, -26 + 0.5 * 140]);
  expect(values('kl', 0.5)).toEqual([90 + 0.5 * (-23 + 50), 80 + 0.5 * (-26 + 60)]);
  expect(values('none', 0.5)).toEqual([-23 + 140, -26 + 140]);
});

it('freeEnergy: at β = 1 all kinds are the bound', () => {
  for (const kind of ['energy', 'kl', 'none'] as const) expect(values(kind, 1)).toEqual([117, 114]);
  const { bound, logPosterior } = freeEnergy(parts(), { beta: 0.1, annealing: 'kl' });
  expect([...bound.dataSync()]).toEqual([117, 114]);
  expect([...logPosterior.dataSync()]).toEqual([-23, -26]);
});

it('freeEnergy: takes β as a tensor, and refuses an unknown annealing', () => {
  const { annealed } = freeEnergy(parts(), { beta: tf.scalar(0.5) });
  expect([...annealed.dataSync()]).toEqual(values('energy', 0.5));
  expect(() => freeEnergy(parts(), { annealing: 'klx' as Annealing })).toThrow(/did you mean "kl"/);
});

it('temperature: min(1, 0.01 + t/10000), as in the 2015 paper', () => {
  expect([0, 5000, 9900, 20_000].map((t) => temperature(t))).toEqual([0.01, 0.51, 1, 1]);
  expect(temperature(10, { start: 0, steps: 40 })).toBe(0.25);
  expect(() => temperature(0, { start: 2 })).toThrow(/start to be from 0 to 1, got 2/);
  expect(() => temperature(0, { steps: 0 })).toThrow(RangeError);
});

/** Bound and gradients when prior and posterior go through one flow, and the decoder undoes it. */
function boundWithFlowOnBoth(flow: InvertibleFlow, seed: number) {
  const [B, D, pixels] = [50, flow.dim, 6];
  const rand = (name: string, rows: number, columns: number) => normal(name, rows, columns, { seed });
  const [mean, logStd, decoder] = [rand('mean', B, D), rand('logStd', B, D).mul(0.3), rand('decoder', D, pixels)];
  const x = tf.step(rand('x', B, pixels));
  const bound = (params: tf.Tensor2D) => {
    const posterior = flowDistribution(diagonalGaussian(mean, logStd), flow, params);
    const { x: zK, logBase, logDet } = drawFrom(posterior, rand('epsilon', B, D));
    const prior = flowDistribution(standardNormal(D), flow, params);
    const logits = tf.matMul(prior.pull(zK).z0, decoder) as tf.Tensor2D;
    const logLikelihood = logBernoulli(x, logits);
    return freeEnergy({ logLikelihood, logPrior: prior.logProb(zK), logBase, logDet }).bound;
  };
  return { bound, params: rand('params', 1, flow.paramCount) };
}

it.each([
  planar(3, { layers: 4 }),
  radial(3, { layers: 4 }),
])('negative control, $name: prior and posterior through the same flow give the bound without a flow', (flow) => {
  const { bound, params } = boundWithFlowOnBoth(flow, 3);
  const withFlow = bound(params).dataSync();
  const without = boundWithFlowOnBoth(identity(3), 3)
    .bound(tf.zeros([1, 0]))
    .dataSync();
  // Equal but for the rounding of the way there and back.
  expect(largestDifference(withFlow, without)).toBeLessThan(1e-3);
  const gradient = tf
    .grad((p) => tf.mean(bound(p as tf.Tensor2D)))(params)
    .dataSync();
  for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-3);
});

it.each([
  planar(3, { layers: 4 }),
  radial(3, { layers: 4 }),
])('negative control of the control, $name: on the posterior alone the flow changes the bound', (flow) => {
  const params = noise(3, 'params').normal(flow.paramCount);
  const epsilon = tf.tensor2d(noise(3, 'epsilon').normal(150), [50, 3]);
  const bound = (q: InvertibleFlow, p: ArrayLike<number>) => {
    const { x, logBase, logDet } = drawFrom(flowDistribution(standardNormal(3), q, Float32Array.from(p)), epsilon);
    const zero = tf.zeros<tf.Rank.R1>([50]);
    return freeEnergy({ logLikelihood: zero, logPrior: logStandardNormal(x), logBase, logDet }).bound;
  };
  const gap = tf.mean(tf.abs(tf.sub(bound(flow, params), bound(identity(3), [])))).dataSync()[0]!;
  expect(gap).toBeGreaterThan(0.05); // 50 times the rounding that the control allows.
});
