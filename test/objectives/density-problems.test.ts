import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { energy } from '../../src/densities/energy.js';
import { sampleSet } from '../../src/densities/sample-sets.js';
import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { eagerStep } from '../../src/engine/eager-step.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { temperature } from '../../src/objectives/annealing.js';
import { forwardKlProblem, reverseKlProblem } from '../../src/objectives/density-problems.js';
import type { Arrays, Problem } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, onBackend } from '../support/tensors.js';
import { adamOptions } from '../support/training.js';

onBackend('wasm');

const B = 64;
const optionsFor = (problem: Problem) => adamOptions(problem, 0.03);
const reverseFeed = (t: number): Arrays => ({
  noise: noise(1, 'batch', t).normal(2 * B),
  beta: Float32Array.of(temperature(t, { steps: 100 })),
});

it.each([
  'total',
  'path',
  'base-path',
] as const)('reverseKlProblem, gradient %s: compiled steps equal eager ones, and the free energy falls towards −ln Z', async (gradient) => {
  const target = energy('U2');
  const problem = reverseKlProblem(target, { flow: planar(2, { layers: 4 }), batchSize: B, gradient });
  const eager = eagerStep(problem, optionsFor(problem));
  const compiled = await compileStep(problem, optionsFor(problem));
  for (let t = 0; t < 4; t++) {
    const [a, b] = [await eager.run(reverseFeed(t)), await compiled.run(reverseFeed(t))];
    for (const name of ['loss', 'bound']) expect(Math.abs(a[name]! - b[name]!)).toBeLessThan(1e-3);
  }
  expect(largestDifference(compiled.state.weights, eager.state.weights)).toBeLessThan(1e-3);
  const before = (await compiled.evaluate(reverseFeed(5000))).bound!;
  for (let t = 4; t < 200; t++) await compiled.run(reverseFeed(t));
  const after = (await compiled.evaluate(reverseFeed(5000))).bound!;
  expect(after).toBeLessThan(before - 1);
  expect(after + target.logZ()).toBeGreaterThan(-0.2);
  expect(after + target.logZ()).toBeLessThan(0.6);
  compiled.dispose();
});

it('forwardKlProblem: maximum likelihood of an affine flow finds mean and scale of the data', async () => {
  const problem = forwardKlProblem({ flow: affine(2), batchSize: B, learnBase: false });
  const data = sampleSet('rings', B, noise(2, 'data'));
  const x = data.dataSync() as Float32Array;
  const step = eagerStep(problem, optionsFor(problem));
  for (let t = 0; t < 200; t++) await step.run({ x });
  const { mean, variance } = tf.moments(data, 0);
  const best = [...mean.dataSync(), ...variance.dataSync().map((v) => 0.5 * Math.log(v))];
  expect(largestDifference(step.state.weights, best)).toBeLessThan(5e-3);
});

it('density problems: weights are those of base and flow, without empty ones', () => {
  const names = (problem: Problem) => problem.weights.map(({ name }) => name);
  const target = energy('U1');
  expect(names(reverseKlProblem(target, { flow: identity(2), batchSize: 4 }))).toEqual(['base/mean', 'base/logStd']);
  expect(names(forwardKlProblem({ flow: planar(2), batchSize: 4, learnBase: false }))).toEqual(['flow/params']);
});

it.each<[object, string]>([
  [{ batchSize: 0 }, 'Expected batchSize to be a whole number of at least 1, got 0 (planar)'],
  [{ batchSize: 2.5 }, 'Expected batchSize to be a whole number of at least 1, got 2.5 (planar)'],
  [{ initialLogStd: Number.NaN }, 'Expected initialLogStd to be finite, got NaN (planar)'],
])('problems refuse %o', (wrong, message) => {
  const options = { flow: planar(2), batchSize: 4, ...wrong };
  expect(() => forwardKlProblem(options)).toThrow(message);
  expect(() => reverseKlProblem(energy('U1'), options)).toThrow(message);
});
