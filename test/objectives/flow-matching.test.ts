import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { continuous, planar } from '../../src/flows/index.js';
import { flowMatchingProblem, forwardKlProblem, pairedByTransport } from '../../src/objectives/index.js';
import { adam, cosineDecay, initialState } from '../../src/problem/index.js';
import { noise } from '../../src/random/index.js';
import { train } from '../../src/training/index.js';
import { gradientFunction, relativeError } from '../engine/gradients.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

const B = 256;
/** Normal numbers around 1 with spread ½, paths from noise to them, and times. */
const feed = (t: number) => ({
  x: noise(0, 'x', t)
    .normal(B)
    .map((e) => 1 + 0.5 * e),
  noise: noise(0, 'noise', t).normal(B),
  time: noise(0, 'time', t).uniform(B),
});

describe('flowMatchingProblem', () => {
  it('finds the velocity that carries N(0, 1) to N(1, ½²), and with it the density: noise is at time 0', async () => {
    const flow = continuous(1, { hidden: [32, 32] });
    const problem = flowMatchingProblem({ flow, batchSize: B });
    const optimiser = adam({ learningRate: cosineDecay({ learningRate: 0.01, steps: 2500 }) });
    const { weights, rows, dispose } = await train(problem, { steps: 2500, optimiser, averaging: 0.998, feed });
    const params = weights['flow/params'] as tf.Tensor2D;
    // x_t is normal with mean t and variance s² = (1 − t)² + t²/4, and of x − x₀ given x_t the mean is known.
    for (const t of [0, 0.3, 0.7, 1]) {
      const s2 = (1 - t) ** 2 + t ** 2 / 4;
      const at = [-1, 0, 1].map((k) => t + k * Math.sqrt(s2));
      const found = flow.velocity(tf.tensor2d(at, [3, 1]), tf.fill([3, 1], t), params).dataSync();
      at.forEach((x, i) => {
        expect(Math.abs(found[i]! - (1 + ((t / 4 - (1 - t)) / s2) * (x - t)))).toBeLessThan(0.2);
      });
    }
    const q = problem.distribution(weights);
    const draws = q.sample(4000, noise(1, 'draws'));
    const { mean, variance } = tf.moments(draws);
    expect(Math.abs(mean.dataSync()[0]! - 1)).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(variance.dataSync()[0]!) - 0.5)).toBeLessThan(0.03);
    const unseen = noise(2, 'x').normal(4000);
    const x = tf.tensor2d(
      unseen.map((e) => 1 + 0.5 * e),
      [4000, 1],
    );
    const truth = unseen.reduce((sum, e) => sum - 0.5 * e * e, 0) / 4000 - Math.log(0.5 * Math.sqrt(2 * Math.PI));
    expect(Math.abs(q.logProb(x).mean().dataSync()[0]! - truth)).toBeLessThan(0.02);
    expect(rows.at(-1)!.loss).toBeLessThan(rows[0]!.loss!);

    // The density of unseen points is that of the path: what the fixed steps and the adaptive ones have in common.
    const precise = continuous(1, { hidden: [32, 32], solver: 'dormand-prince', tolerance: 1e-6 });
    const apart = tf.sub(flowDistribution(q.base, precise, params).logProb(x), q.logProb(x));
    expect(tf.max(tf.abs(apart)).dataSync()[0]!).toBeLessThan(0.01);
    dispose();
  }, 120_000);

  it('has the loss of its definition, the same on all engines with its gradients', async () => {
    const flow = continuous(2, { hidden: [5, 4], contextDim: 1 });
    const problem = flowMatchingProblem({ flow, batchSize: 3 });
    expect(problem.inputs).toEqual({ x: [3, 2], noise: [3, 2], time: [3, 1], context: [3, 1] });
    expect(problem.weights.map(({ name }) => name)).toEqual(['flow/params']);
    const start = initialState(problem.weights, 0, 1).weights;
    const params = start.map((w, i) => w + 0.5 * noise(1, 'moves').normal(start.length)[i]!);
    const [x, e] = [noise(1, 'x').normal(6), noise(1, 'e').normal(6)];
    const [time, context] = [noise(1, 't').uniform(3), noise(1, 'c').normal(3)];
    const point = (i: number) => (1 - time[i >> 1]!) * e[i]! + time[i >> 1]! * x[i]!;
    const v = flow
      .velocity(
        tf.tensor2d(
          Array.from(x, (_, i) => point(i)),
          [3, 2],
        ),
        tf.tensor2d(time, [3, 1]),
        tf.tensor2d(params, [1, params.length]),
        tf.tensor2d(context, [3, 1]),
      )
      .dataSync();
    const wanted = x.reduce((sum, _, i) => sum + (v[i]! - (x[i]! - e[i]!)) ** 2, 0) / 3;
    const inputs = { x, noise: e, time, context };
    const eager = await (await gradientFunction('eager', problem)).at({ 'flow/params': params }, inputs);
    expect(relativeError([eager.terms.loss], [wanted])).toBeLessThan(1e-5);
    for (const engine of ['compiled', 'generated'] as const) {
      const found = await (await gradientFunction(engine, problem)).at({ 'flow/params': params }, inputs);
      expect(relativeError([found.terms.loss], [wanted])).toBeLessThan(1e-5);
      expect(relativeError(found.gradients['flow/params']!, eager.gradients['flow/params']!)).toBeLessThan(1e-4);
    }
  });

  it('refuses a flow without a velocity, and says what to feed', async () => {
    expect(() => flowMatchingProblem({ flow: planar(2), batchSize: 8 })).toThrow(
      'Expected the flow to have a velocity, as `continuous` has, got planar (flowMatchingProblem)',
    );
    const problem = flowMatchingProblem({ flow: continuous(2), batchSize: 8 });
    await expect(train(problem, { steps: 1, feed: () => ({ x: new Float32Array(16) }) })).rejects.toThrow(
      "noise(seed, 'noise', t).normal(16)",
    );
  });
});

it('a continuous flow is trained by maximum likelihood, by an estimated trace too', async () => {
  const flow = continuous(2, { hidden: [8], steps: 4, trace: 'hutchinson' });
  const problem = forwardKlProblem({ flow, batchSize: 64 });
  const bent = (t: number) => {
    const e = noise(0, 'x', t).normal(128);
    return e.map((x, i) => (i % 2 === 0 ? x : e[i - 1]! ** 2 - 1 + 0.3 * x));
  };
  const { rows } = await train(problem, {
    ...{ steps: 300, logEvery: 50, optimiser: adam({ learningRate: 0.01 }) },
    feed: (t) => ({ x: bent(t), probes: noise(0, 'probes', t).normal(64 * flow.probeDim) }),
  });
  expect(rows[0]!.loss! - rows.at(-1)!.loss!).toBeGreaterThan(0.3);
}, 120_000);

describe('pairedByTransport', () => {
  const cost = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0);

  /** All orders of n rows. */
  const orders = (n: number): number[][] =>
    n === 0
      ? [[]]
      : orders(n - 1).flatMap((order) => Array.from({ length: n }, (_, at) => order.toSpliced(at, 0, n - 1)));

  it('is the best of all pairings', async () => {
    for (let trial = 0; trial < 20; trial++) {
      const [e, x] = [noise(trial, 'e').normal(12), noise(trial, 'x').normal(12)];
      const found = await pairedByTransport(e, x, 2);
      const all = orders(6).map((order) =>
        cost(
          x,
          order.flatMap((row) => [e[2 * row]!, e[2 * row + 1]!]),
        ),
      );
      expect(cost(x, found)).toBeCloseTo(Math.min(...all), 5);
    }
  });

  it('gives the same rows in another order, those in one dimension sorted alike', async () => {
    const [e, x] = [noise(0, 'e').normal(100), noise(0, 'x').normal(100)];
    const found = await pairedByTransport(e, x, 1);
    expect([...found].sort()).toEqual([...e].sort());
    const byX = [...found.keys()].sort((i, j) => x[i]! - x[j]!).map((i) => found[i]!);
    expect(byX).toEqual([...e].sort((a, b) => a - b));
  });

  it('takes one row, and refuses rows that do not fit', async () => {
    expect([...(await pairedByTransport(Float32Array.of(1, 2), Float32Array.of(3, 4), 2))]).toEqual([1, 2]);
    await expect(pairedByTransport(new Float32Array(4), new Float32Array(6), 2)).rejects.toThrow(
      'Expected the noise to be as many rows of 2 numbers as the data, 6 numbers, got 4 (pairedByTransport)',
    );
  });
});
