import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { vae } from '../../bench/vae.js';
import { realNvp } from '../../src/flows/coupling/families.js';
import { identity } from '../../src/flows/identity.js';
import { planar } from '../../src/flows/planar.js';
import { dlgm } from '../../src/models/dlgm.js';
import { dlgmProblem } from '../../src/models/dlgm-problem.js';
import type { Arrays, Problem } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';
import { gradientFunction, relativeError } from './gradients.js';

onBackend('wasm');

const flow = () => planar(4, { layers: 3 });
const model = { dataDim: 6, hidden: [8], window: 2 };

const problems: Record<string, Problem> = {
  'dlgm, planar, energy': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { annealing: 'energy' }),
  'dlgm, planar, kl': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { annealing: 'kl' }),
  'dlgm, planar, not annealed': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { annealing: 'none' }),
  'dlgm, free planar parameters': dlgmProblem(dlgm({ ...model, flow: flow(), amortised: false }), 5),
  'dlgm, identity': dlgmProblem(dlgm({ ...model, flow: identity(4) }), 5),
  'dlgm, 3 draws': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { draws: 3 }),
  'dlgm, 3 draws, base-path': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { draws: 3, gradient: 'base-path' }),
  'dlgm, 3 draws, path, shared parameters': dlgmProblem(dlgm({ ...model, flow: realNvp(4), amortised: false }), 5, {
    draws: 3,
    gradient: 'path',
  }),
  'dlgm, base-path': dlgmProblem(dlgm({ ...model, flow: flow() }), 5, { gradient: 'base-path' }),
  'dlgm, two stochastic layers': dlgmProblem(dlgm({ ...model, flow: flow(), latents: [3, 1] }), 5),
  'vae, planar, K = 10': vae(planar(40, { layers: 10 })),
};

/** Half the starting weights plus noise: at full size the untrained planar layers of the VAE amplify rounding to 1e-4 by themselves. */
function drawn(problem: Problem, seed: number): { weights: Arrays; inputs: Arrays } {
  const size = (shape: readonly number[]) => shape.reduce((n, m) => n * m, 1);
  const weights = problem.weights.map(({ name, initial }) => {
    const start = initial(seed);
    const shift = noise(seed, name).normal(start.length);
    return [name, start.map((x, i) => 0.5 * x + 0.02 * shift[i]!)] as const;
  });
  const inputs = Object.entries(problem.inputs).map(([name, shape]) => {
    const draw = noise(seed, name);
    return [name, name === 'noise' ? draw.normal(size(shape)) : draw.uniform(size(shape))] as const;
  });
  return { weights: Object.fromEntries(weights), inputs: Object.fromEntries(inputs) };
}

describe.each(Object.entries(problems))('%s', (_, problem) => {
  it.each(['compiled', 'generated'] as const)('%s terms and gradients equal eager at three draws', async (engine) => {
    const before = tf.memory().numTensors;
    const eager = await gradientFunction('eager', problem);
    const compiled = await gradientFunction(engine, problem);
    for (const seed of [1, 2, 3]) {
      const { weights, inputs } = drawn(problem, seed);
      const wanted = await eager.at(weights, inputs);
      const found = await compiled.at(weights, inputs);
      for (const [name, value] of Object.entries(wanted.terms)) {
        expect(relativeError([found.terms[name]!], [value]), name).toBeLessThan(1e-4);
      }
      for (const [name, gradient] of Object.entries(wanted.gradients)) {
        expect(relativeError(found.gradients[name]!, gradient), name).toBeLessThan(1e-4);
      }
    }
    compiled.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
