import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { LogDensity } from '../../src/densities/density.js';
import { logNormal } from '../../src/densities/gaussian.js';
import { logProbEach, sampleEach } from '../../src/densities/sample-each.js';
import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { eagerStep } from '../../src/engine/eager-step.js';
import { autoregressive } from '../../src/flows/autoregressive/autoregressive.js';
import { realNvp } from '../../src/flows/coupling/families.js';
import { planar } from '../../src/flows/planar.js';
import { forwardKlProblem, reverseKlProblem } from '../../src/objectives/density-problems.js';
import { estimateKl } from '../../src/objectives/estimate-kl.js';
import { importanceSums } from '../../src/objectives/importance.js';
import { reverseKl } from '../../src/objectives/kl.js';
import { gradientKinds } from '../../src/objectives/path-gradient.js';
import { meanEstimate } from '../../src/objectives/statistics.js';
import { cosineDecay } from '../../src/problem/cosine-decay.js';
import { initialState, weightTensors } from '../../src/problem/layout.js';
import { adam } from '../../src/problem/optimiser.js';
import type { Problem } from '../../src/problem/problem.js';
import { noise } from '../../src/random/index.js';
import { largestDifference, normal, onBackend } from '../support/tensors.js';
import { adamOptions } from '../support/training.js';

onBackend('wasm');

const [B, D, C] = [64, 2, 1];
const flow = autoregressive(D, { layers: 1, hidden: [16], contextDim: C });

/** N((c, −2c), ½²) for each c: what the flow is fitted to. */
const mean = (context: tf.Tensor2D): tf.Tensor2D => tf.mul(context, tf.tensor2d([[1, -2]]));
const target: LogDensity = {
  name: 'Gaussian around its context',
  dim: D,
  logDensity: (x, context) => logNormal(x, mean(context!), tf.fill([1, D], Math.log(0.5))),
};

const contexts = (t: number) => noise(2, 'contexts', t).normal(B * C);
const reverseFeed = (t: number) => ({
  noise: noise(1, 'batch', t).normal(B * D),
  beta: Float32Array.of(1),
  context: contexts(t),
});
const forwardFeed = (t: number) => {
  const [context, e] = [contexts(t), noise(3, 'data', t).normal(B * D)];
  return { x: e.map((value, i) => (i % 2 === 0 ? 1 : -2) * context[i >> 1]! + 0.5 * value), context };
};

const weightsOf = ({ weights }: Problem, seed = 0) => {
  const values = initialState(weights, 0, seed).weights;
  const noisy = noise(seed, 'weights').normal(values.length);
  return weightTensors(
    weights,
    values.map((value, i) => value + 0.3 * noisy[i]!),
  );
};

it.each([
  ['forward', forwardKlProblem({ flow, batchSize: B }), forwardFeed],
  ...gradientKinds.map((gradient) => {
    const problem = reverseKlProblem(target, { flow, batchSize: B, gradient });
    return [`reverse, ${gradient}`, problem, reverseFeed] as const;
  }),
] as const)('%s KL with a context: compiled steps equal eager ones, and q(x|c) comes to p(x|c)', async (_, problem, feed) => {
  const optimiser = adam({ learningRate: cosineDecay({ learningRate: 0.02, steps: 600 }) });
  const start = () => ({ optimiser, state: initialState(problem.weights, optimiser.slotCount, 1) });
  const eager = eagerStep(problem, start());
  const compiled = await compileStep(problem, start());
  for (let t = 0; t < 3; t++) {
    const [a, b] = [await eager.run(feed(t)), await compiled.run(feed(t))];
    expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-3);
  }
  expect(largestDifference(compiled.state.weights, eager.state.weights)).toBeLessThan(1e-3);
  for (let t = 3; t < 600; t++) await compiled.run(feed(t));
  const context = normal('held', 500, C);
  const q = problem.distribution(weightTensors(problem.weights, compiled.state.weights), context);
  const { x, logProb } = q.sampleAndLogProb(500, noise(4, 'draws'));
  const kl = tf.mean(tf.sub(logProb, target.logDensity(x, context))).dataSync()[0]!;
  expect(kl).toBeGreaterThan(-0.02); // The mean over 500 draws of a difference that is almost constant.
  expect(kl).toBeLessThan(0.1);
  compiled.dispose();
});

describe('a distribution with a context', () => {
  const problem = forwardKlProblem({ flow, batchSize: B });
  const weights = () => weightsOf(problem);

  it('is one distribution for each row: as with each context by itself', () => {
    const [context, x] = [normal('context', 5, C), normal('x', 5, D)];
    const together = problem.distribution(weights(), context).logProb(x).dataSync();
    for (let i = 0; i < 5; i++) {
      const one = problem.distribution(weights(), context.slice([i, 0], [1, -1]));
      expect(one.rows).toBe(1);
      expect(one.logProb(x.slice([i, 0], [1, -1])).dataSync()[0]).toBeCloseTo(together[i]!, 5);
    }
  });

  it('gives N draws for each of B contexts, with their log-densities', () => {
    const q = problem.distribution(weights(), normal('context', 5, C));
    const { x, logProb } = sampleEach(q, 7, noise(1, 'each'));
    expect([x.shape, logProb.shape]).toEqual([
      [7, 5, D],
      [7, 5],
    ]);
    expect(largestDifference(logProb, logProbEach(q, x))).toBeLessThan(1e-4);
  });

  it('KL to a target that depends on the context is that of the context', () => {
    const q = problem.distribution(weights(), tf.tensor2d([[1.5]]));
    const shown = { ...target, logZ: () => 0 };
    const { kl, stdErr } = estimateKl(q, shown, noise(1, 'kl'), { samples: 4000 });
    const fixed = { ...shown, logDensity: (x: tf.Tensor2D) => target.logDensity(x, tf.tensor2d([[1.5]])) };
    expect(estimateKl(q, fixed, noise(1, 'kl'), { samples: 4000 })).toEqual({ kl, stdErr });
  });

  it('KL over many contexts is the mean of those of each', () => {
    const [context, shown] = [normal('contexts', 40, C), { ...target, logZ: () => 0 }];
    const together = estimateKl(problem.distribution(weights(), context), shown, noise(1, 'kl'), { samples: 7990 });
    const each = tf.split(context, 40).map((one) => {
      return estimateKl(problem.distribution(weights(), one as tf.Tensor2D), shown, noise(2, 'kl'), { samples: 200 });
    });
    const apart = meanEstimate(each.map(({ kl }) => kl));
    const error = Math.hypot(...each.map(({ stdErr }) => stdErr)) / 40;
    expect(Math.abs(together.kl - apart.mean)).toBeLessThan(4 * Math.hypot(error, together.stdErr));
    expect(together.stdErr).toBeGreaterThan(0.9 * error);
    expect(together.stdErr).toBeLessThan(3 * error);
  });

  it('importance weights of draws for each context have the normaliser of each', () => {
    const context = normal('contexts', 3, C);
    const q = problem.distribution(weights(), context);
    const { x, logProb } = sampleEach(q, 600, noise(1, 'importance'));
    const logTarget = tf.stack(tf.unstack(x).map((points) => target.logDensity(points as tf.Tensor2D, context)));
    const sums = importanceSums(3);
    sums.add(tf.sub(tf.add(logTarget, 0.5), logProb).dataSync()); // e^½ times a density: −ln Z is −½.
    for (const { nll, stdErr, ess } of sums.estimates()) {
      expect(ess).toBeGreaterThan(10);
      expect(Math.abs(nll + 0.5)).toBeLessThan(4 * stdErr);
    }
  });

  it('path gradient: zero where q(x|c) is its target', () => {
    const [start, fixed] = [weights(), weights()];
    const context = normal('context', B, C);
    const optimum: LogDensity = {
      name: 'q itself',
      dim: D,
      logDensity: (x, given) => problem.distribution(fixed, given).logProb(x),
    };
    const names = Object.keys(start);
    const loss = (...tensors: tf.Tensor[]) => {
      const q = problem.distribution(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), context);
      return tf.mean(reverseKl(q, optimum, normal('e', B, D), { gradient: 'path' }).annealed) as tf.Scalar;
    };
    for (const gradient of tf.grads(loss)(Object.values(start))) {
      expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-4);
    }
  });
});

describe('mistakes with a context', () => {
  const conditional = forwardKlProblem({ flow: realNvp(2, { contextDim: 3 }), batchSize: 4 });
  const plain = forwardKlProblem({ flow: planar(2), batchSize: 4 });

  it.each([
    [conditional, undefined, 'Expected `context` to have shape [B | 1, 3], got nothing (real-nvp)'],
    [conditional, [5, 2], 'Expected `context` to have shape [B | 1, 3], got [5,2] (real-nvp)'],
    [plain, [5, 2], 'Expected `context` to be left out, as the flow takes none, got [5,2] (planar)'],
  ] as const)('%#: refused when the distribution is made', (problem, shape, message) => {
    const context = shape && tf.zeros<tf.Rank.R2>([...shape]);
    expect(() => problem.distribution(weightsOf(problem), context)).toThrow(message);
  });

  it.each(['eager', 'compiled'] as const)('missing among the inputs of a step, engine %s', async (engine) => {
    const make = engine === 'eager' ? eagerStep : compileStep;
    const step = await make(conditional, adamOptions(conditional, 0.01));
    await expect(step.run({ x: new Float32Array(8) })).rejects.toThrow(
      'Expected input `context` to hold 12 numbers, got nothing',
    );
    step.dispose();
  });

  it('a flow without a context has no such input', () => {
    expect(Object.keys(plain.inputs)).toEqual(['x']);
    expect(conditional.inputs).toEqual({ x: [4, 2], context: [4, 3] });
  });
});
