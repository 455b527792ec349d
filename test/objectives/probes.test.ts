import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { LogDensity } from '../../src/densities/density.js';
import { standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { logStandardNormal } from '../../src/densities/gaussian.js';
import { fitFlow } from '../../src/fitting/index.js';
import { chain } from '../../src/flows/chain.js';
import { realNvp } from '../../src/flows/coupling/families.js';
import { determinant } from '../../src/flows/determinant.js';
import type { Flow } from '../../src/flows/flow.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { invert } from '../../src/flows/invert.js';
import { jacobianAt } from '../../src/flows/jacobian.js';
import { withProbes } from '../../src/flows/probes.js';
import { residual } from '../../src/flows/residual/residual.js';
import { forwardKlProblem, reverseKlProblem } from '../../src/objectives/density-problems.js';
import { estimateKl } from '../../src/objectives/estimate-kl.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { adam, cosineDecay, type Problem } from '../../src/problem/index.js';
import { noise } from '../../src/random/index.js';
import { train } from '../../src/training/index.js';
import { gradientFunction, relativeError } from '../engine/gradients.js';
import { fiveColumns } from '../fitting/data.js';
import { normal, onBackend } from '../support/tensors.js';

onBackend('wasm');

const D = 5;
const probesFor = (flow: Flow, rows: number, t = 0) => noise(7, 'probes', t).normal(rows * flow.probeDim);

/** x₁ = e₁, xᵢ = 0.7·eᵢ + 0.7·tanh xᵢ₋₁: not Gaussian, and of known density. */
const bentRows = (e: Float32Array): Float32Array => {
  const x = e.slice();
  for (let i = 0; i < x.length; i++) if (i % D > 0) x[i] = 0.7 * (e[i]! + Math.tanh(x[i - 1]!));
  return x;
};
const bent: LogDensity & { logZ(): number } = {
  name: 'bent',
  dim: D,
  logZ: () => 0,
  logDensity: (x) => {
    const [first, rest] = [x.slice([0, 0], [-1, 1]), x.slice([0, 1], [-1, D - 1])];
    const before = x.slice([0, 0], [-1, D - 1]);
    const e = tf.concat([first, tf.sub(tf.div(rest, 0.7), tf.tanh(before))], 1) as tf.Tensor2D;
    return tf.sub(logStandardNormal(e), (D - 1) * Math.log(0.7));
  },
};
const entropy = (D / 2) * (1 + Math.log(2 * Math.PI)) + (D - 1) * Math.log(0.7);

/** Weights away from the start, where g = 0. */
const someWeights = ({ weights }: Problem, scale = 0.5) =>
  Object.fromEntries(
    weights.map(({ name, initial }) => {
      const start = initial(3);
      const moves = noise(3, name).normal(start.length);
      return [name, start.map((x, i) => x + scale * moves[i]!)];
    }),
  );

const small = { hidden: [8], layers: 2 };
const estimated = residual(D, small);
const exact = residual(D, { ...small, logDet: 'exact' });

describe('gradients with estimated logDets', () => {
  const B = 32;
  const inputs = {
    x: noise(1, 'x').normal(B * D),
    noise: noise(2, 'e').normal(B * D),
    beta: Float32Array.of(1),
  };

  it.each([
    ['forward', (flow: Flow) => forwardKlProblem({ flow, batchSize: B })],
    ...(['total', 'path'] as const).map(
      (gradient) =>
        [`reverse, ${gradient}`, (flow: Flow) => reverseKlProblem(bent, { flow, batchSize: B, gradient })] as const,
    ),
  ] as const)('%s: their mean over probes is the exact gradient, compiled as eager', async (_, problemOf) => {
    const [problem, reference] = [problemOf(estimated), problemOf(exact)];
    const weights = someWeights(problem);
    const [of, wanted] = [await gradientFunction('compiled', problem), await gradientFunction('compiled', reference)];
    const truth = await wanted.at(weights, inputs);
    const draws = [];
    for (let t = 0; t < 60; t++) draws.push(await of.at(weights, { ...inputs, probes: probesFor(estimated, B, t) }));

    const slow = await gradientFunction('eager', problem);
    const first = await slow.at(weights, { ...inputs, probes: probesFor(estimated, B, 0) });
    expect(relativeError([draws[0]!.terms.loss], [first.terms.loss])).toBeLessThan(1e-4);

    const losses = meanEstimate(draws.map(({ terms }) => terms.loss));
    expect(Math.abs(losses.mean - truth.terms.loss)).toBeLessThan(4 * losses.stdErr + 1e-5);
    const parts = Object.keys(truth.gradients);
    for (const name of parts) {
      expect(relativeError(draws[0]!.gradients[name]!, first.gradients[name]!), name).toBeLessThan(1e-3);
    }
    // Along the exact gradient, and along 20 directions at random.
    for (let k = 0; k <= 20; k++) {
      const along = (gradients: Record<string, Float32Array>) =>
        parts.reduce((sum, name) => {
          const direction = k === 0 ? truth.gradients[name]! : noise(k, name).normal(gradients[name]!.length);
          return sum + direction.reduce((part, x, i) => part + x * gradients[name]![i]!, 0);
        }, 0);
      const { mean, stdErr } = meanEstimate(draws.map(({ gradients }) => along(gradients)));
      expect(Math.abs(mean - along(truth.gradients)), `direction ${k}`).toBeLessThan(4 * stdErr + 1e-4);
      if (k === 0) expect(stdErr).toBeLessThan(0.1 * mean);
    }
    for (const each of [of, wanted, slow]) each.dispose();
  });

  it('the exact gradient is that of the determinant of the Jacobian', async () => {
    const problem = reverseKlProblem(bent, { flow: exact, batchSize: 4, learnBase: false });
    const weights = someWeights(problem)['flow/params']!;
    const e = inputs.noise.slice(0, 4 * D);
    const gradient = await gradientFunction('compiled', problem);
    const { gradients } = await gradient.at({ 'flow/params': weights }, { noise: e, beta: Float32Array.of(0) });
    gradient.dispose();
    const logDets = (params: Float32Array) =>
      [0, 1, 2, 3].map((i) => Math.log(determinant(jacobianAt(exact, params, e.slice(i * D, (i + 1) * D)))));
    const direction = noise(4, 'direction').normal(weights.length);
    const moved = (h: number) => meanEstimate(logDets(weights.map((w, i) => w + h * direction[i]!))).mean;
    const difference = -(moved(0.01) - moved(-0.01)) / 0.02;
    const slope = direction.reduce((sum, x, i) => sum + x * gradients['flow/params']![i]!, 0);
    expect(Math.abs(slope)).toBeGreaterThan(0.1);
    expect(Math.abs(slope - difference)).toBeLessThan(2e-3 * (1 + Math.abs(slope)));
  });
});

describe('training with probes comes to where the exact logDet does', () => {
  const [B, steps] = [64, 300];
  const options = { optimiser: adam({ learningRate: cosineDecay({ learningRate: 0.01, steps }) }), steps };
  const compiled = { engine: 'compiled', averaging: 0.98 } as const;
  const make = (kind?: 'exact') => residual(D, { layers: 2, hidden: [16], ...(kind && { logDet: kind }) });

  it('forward', async () => {
    const found = [];
    for (const flow of [make(), make('exact')]) {
      const problem = forwardKlProblem({ flow: invert(flow), batchSize: B });
      const feed = (t: number) => ({
        x: bentRows(noise(1, 'data', t).normal(B * D)),
        probes: probesFor(flow, B, t),
      });
      const { weights } = await train(problem, { ...options, ...compiled, feed });
      const held = tf.tensor2d(bentRows(noise(2, 'held').normal(4000 * D)), [4000, D]);
      found.push(-problem.distribution(weights).logProb(held).mean().dataSync()[0]! - entropy);
    }
    expect(found[0]).toBeLessThan(0.07);
    expect(Math.abs(found[0]! - found[1]!)).toBeLessThan(0.01);
  });

  it('reverse', async () => {
    const found = [];
    for (const flow of [make(), make('exact')]) {
      const problem = reverseKlProblem(bent, { flow, batchSize: B });
      const feed = (t: number) => ({
        noise: noise(1, 'draws', t).normal(B * D),
        beta: Float32Array.of(1),
        probes: probesFor(flow, B, t),
      });
      const { weights } = await train(problem, { ...options, ...compiled, feed });
      found.push(estimateKl(problem.distribution(weights), bent, noise(3, 'kl'), { samples: 4000 }).kl);
    }
    expect(found[0]).toBeLessThan(0.07);
    expect(Math.abs(found[0]! - found[1]!)).toBeLessThan(0.01);
  });

  it('fitFlow, with held-out rows scored exactly', async () => {
    const { rows, logProb } = fiveColumns('probes', 1500);
    const q = await fitFlow(make(), rows.slice(0, 1000), { steps: 200, quiet: true, engine: 'compiled' });
    const standard = await fitFlow(make('exact'), rows.slice(0, 1000), { steps: 200, quiet: true });
    const score = (fit: typeof q) => fit.logProb(rows.slice(1000)).mean().dataSync()[0]!;
    expect(Math.abs(score(q) - score(standard))).toBeLessThan(0.1);
    expect(meanEstimate(logProb.slice(1000)).mean - score(q)).toBeLessThan(1);
    expect(q.logProb(rows.slice(0, 3)).dataSync()).toEqual(q.logProb(rows.slice(0, 3)).dataSync());
  });
});

describe('a chain with probes', () => {
  const parts = [residual(D, small), realNvp(D, { layers: 2, contextDim: 2 }), residual(D, { probes: 2 })];
  const flow = chain(parts);

  it('takes those of all its elements, beside a context', async () => {
    expect([flow.probeDim, flow.contextDim]).toEqual([2 * 7 + 2 * 7, 2]);
    const problem = forwardKlProblem({ flow, batchSize: 16 });
    expect(problem.inputs).toEqual({ x: [16, D], context: [16, 2], probes: [16, 28] });
    const inputs = { x: noise(1, 'x').normal(16 * D), context: noise(1, 'c').normal(32), probes: probesFor(flow, 16) };
    const [eager, compiled] = [await gradientFunction('eager', problem), await gradientFunction('compiled', problem)];
    const weights = someWeights(problem, 0.2);
    const [wanted, found] = [await eager.at(weights, inputs), await compiled.at(weights, inputs)];
    expect(relativeError([found.terms.loss], [wanted.terms.loss])).toBeLessThan(1e-4);
    for (const [name, gradient] of Object.entries(wanted.gradients)) {
      expect(relativeError(found.gradients[name]!, gradient), name).toBeLessThan(1e-3);
    }
    compiled.dispose();
  });

  it('gives each element its own: as the elements one after the other', () => {
    const probes = normal('probes', 6, flow.probeDim);
    const [z, params] = [normal('z', 6, D), normal('params', 1, flow.paramCount, { scale: 0.3 })];
    const context = normal('context', 6, 2);
    const { logDet } = flow.forward(z, params, context, probes);
    let [at, used, zk, total] = [0, 0, z, tf.zeros([6])];
    for (const part of parts) {
      const own = params.slice([0, at], [1, part.paramCount]);
      const noises = part.probeDim > 0 ? probes.slice([0, used], [-1, part.probeDim]) : undefined;
      const out = part.forward(zk, own, part.contextDim > 0 ? context : undefined, noises);
      [at, used, zk, total] = [at + part.paramCount, used + part.probeDim, out.z, tf.add(total, out.logDet)];
    }
    expect([...logDet.dataSync()]).toEqual([...total.dataSync()]);
  });
});

it('a distribution is exact by itself, and estimates with a flow that has probes', () => {
  const flow = residual(D, { hidden: [8], probes: 400 });
  const params = normal('params', 1, flow.paramCount);
  const x = normal('x', 3, D);
  const logProbs = (of: Flow) => [...flowDistribution(standardNormal(D), of, params).logProb(x).dataSync()];
  const sure = logProbs(flow);
  const guessed = logProbs(withProbes(flow, normal('noise', 3, flow.probeDim)));
  const { z } = flow.inverse(x, params);
  const { standardError } = flow.forwardWithError(z, params, normal('noise', 3, flow.probeDim));
  [...standardError.dataSync()].forEach((error, i) => {
    expect(error).toBeGreaterThan(1e-4);
    expect(Math.abs(guessed[i]! - sure[i]!)).toBeLessThan(4 * error);
  });
});

it.each([
  'eager',
  'compiled',
] as const)('probes that are not fed are told of with what to feed, engine %s', async (engine) => {
  const problem = forwardKlProblem({ flow: residual(D), batchSize: 4 });
  const feed = () => ({ x: new Float32Array(4 * D) });
  await expect(train(problem, { optimiser: adam(), steps: 2, engine, feed })).rejects.toThrow(
    'Expected input `probes` to hold 28 numbers, standard normal and fresh at each update t, such as ' +
      "noise(seed, 'probes', t).normal(28), got nothing",
  );
});
