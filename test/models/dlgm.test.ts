import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { eagerStep } from '../../src/engine/eager-step.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { type Dlgm, dlgm } from '../../src/models/dlgm.js';
import { dlgmProblem } from '../../src/models/dlgm-problem.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';
import { adamOptions } from '../support/training.js';

onBackend('wasm');

const small = { dataDim: 12, hidden: [8], window: 4 };
const batch = 5;

function inputsOf(model: Dlgm, beta = 1) {
  return {
    x: noise(1, 'x')
      .uniform(batch * model.dataDim)
      .map((u) => (u > 0.5 ? 1 : 0)),
    noise: noise(1, 'noise').normal(batch * model.flow.dim),
    beta: Float32Array.of(beta),
  };
}

function stepOf(model: Dlgm, annealing?: 'energy' | 'kl' | 'none') {
  const problem = dlgmProblem(model, batch, { annealing });
  return eagerStep(problem, adamOptions(problem, 0.01, 3));
}

it('dlgm: every flow starts at the bound of the model without a flow', async () => {
  const plain = dlgm({ flow: identity(4), ...small });
  const flowed = dlgm({ flow: planar(4, { layers: 6 }), ...small });
  const [a, b] = await Promise.all([plain, flowed].map((model) => stepOf(model).evaluate(inputsOf(model))));
  expect(b!.bound).toBeCloseTo(a!.bound!, 4);
});

it('dlgm: without a flow the bound is the textbook expression', async () => {
  const model = dlgm({ flow: identity(2), ...small });
  const step = stepOf(model);
  const { bound, logLikelihood, logPrior, logPosterior } = await step.evaluate(inputsOf(model));
  expect(bound).toBeCloseTo(logPosterior! - logPrior! - logLikelihood!, 4);
  // At the start std = 1, so ln q(z) − ln p(z) = Σ (z² − ε²)/2 with z = mean + ε.
  const means = tf.tidy(() => {
    const weights = Object.fromEntries(
      model.weights.map(({ name, shape, initial }) => [name, tf.tensor(initial(3), [...shape])]),
    );
    const { x, noise: eps } = inputsOf(model);
    const { mean } = model.encode(weights, tf.tensor2d(x, [batch, model.dataDim]));
    const e = tf.tensor2d(eps, [batch, 2]);
    return tf.mean(tf.sum(tf.mul(0.5, tf.sub(tf.square(tf.add(mean, e)), tf.square(e))), 1)).dataSync()[0]!;
  });
  expect(logPosterior! - logPrior!).toBeCloseTo(means, 4);
});

it('dlgm: the annealed losses mix the same parts', async () => {
  const model = dlgm({ flow: planar(3, { layers: 2 }), ...small });
  const inputs = inputsOf(model, 0.3);
  const energy = await stepOf(model, 'energy').evaluate(inputs);
  const kl = await stepOf(model, 'kl').evaluate(inputs);
  const { logLikelihood: ll, logPrior: lp, logPosterior: lq } = energy as Record<string, number>;
  expect(energy.loss).toBeCloseTo(lq! - 0.3 * (ll! + lp!), 4);
  expect(kl.loss).toBeCloseTo(0.3 * (lq! - lp!) - ll!, 4);
});

it.each([
  ['one layer', [6]],
  ['three layers', [3, 2, 1]],
])('dlgm with %s: training lowers the bound and reaches every weight', async (_, latents) => {
  const model = dlgm({ flow: planar(6, { layers: 3 }), latents, ...small });
  const step = stepOf(model);
  const start = step.state.weights.slice();
  const first = (await step.run(inputsOf(model))).bound!;
  for (let i = 0; i < 60; i++) await step.run(inputsOf(model));
  expect((await step.evaluate(inputsOf(model))).bound).toBeLessThan(first - 1);
  const untouched = step.state.weights.filter((w, i) => w === start[i]).length;
  expect(untouched / start.length).toBeLessThan(0.2); // Maxout units that never win do not move.
});

it('dlgm: latents that do not add up are a RangeError', () => {
  expect(() => dlgm({ flow: identity(4), latents: [3, 2] })).toThrow(
    "Expected latents to add up to the flow's dimension 4, got [3,2] (dlgm)",
  );
});

it('dlgm: a window that does not divide the units is a RangeError', () => {
  expect(() => dlgm({ flow: identity(4), hidden: [10] })).toThrow(
    'Expected units to be a multiple of the window 4, got 10',
  );
});

it.each<[object, string]>([
  [{ hidden: [1.5] }, 'Expected hidden to be a whole number of at least 1, got 1.5 (dlgm)'],
  [{ dataDim: 0 }, 'Expected dataDim to be a whole number of at least 1, got 0 (dlgm)'],
  [{ window: Number.NaN }, 'Expected window to be a whole number of at least 1, got NaN (dlgm)'],
  [{ latents: [3, -1] }, 'Expected latents to be a whole number of at least 1, got -1 (dlgm)'],
])('dlgm refuses %o', (wrong, message) => {
  expect(() => dlgm({ flow: planar(2), ...wrong })).toThrow(message);
});
