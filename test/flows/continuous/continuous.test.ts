import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileFunction } from '../../../src/engine/compiled/compile-function.js';
import { tensorFunction } from '../../../src/engine/index.js';
import { chain } from '../../../src/flows/chain.js';
import { continuous } from '../../../src/flows/continuous/continuous.js';
import { withProbes } from '../../../src/flows/probes.js';
import { meanEstimate } from '../../../src/objectives/statistics.js';
import type { Tensors } from '../../../src/problem/problem.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';

onBackend('cpu');

describe('a linear velocity', () => {
  /** dz/dt = z·A + b + t·u with A = [[0, 1], [−1, 0]] turns by one radian, if b and u are 0. */
  const turn = [0, 1, -1, 0];

  it('turns: z′ = R(1)·z with logDet 0, and back', () => {
    const flow = continuous(2, { hidden: [], steps: 32 });
    const params = tf.tensor2d([[...turn, 0, 0, 0, 0]]);
    const { z, logDet } = flow.forward(tf.tensor2d([[1, 0]]), params);
    expect(largestDifference(z, [Math.cos(1), Math.sin(1)])).toBeLessThan(1e-6);
    expect(largestDifference(logDet, [0])).toBeLessThan(1e-6);
    expect(largestDifference(flow.inverse(z, params).z, [1, 0])).toBeLessThan(1e-6);
  });

  it('grows: dz/dt = a·z + b + u·t has its known solution and logDet Σ a', () => {
    const [a, b, u] = [0.7, 0.3, -0.4];
    const flow = continuous(1, { hidden: [], steps: 16 });
    const { z, logDet } = flow.forward(tf.tensor2d([[2]]), tf.tensor2d([[a, b, u]]));
    const solution = 2 * Math.exp(a) + (b / a) * (Math.exp(a) - 1) + u * ((Math.exp(a) - 1 - a) / a ** 2);
    expect(largestDifference(z, [solution])).toBeLessThan(2e-6);
    expect(largestDifference(logDet, [a])).toBeLessThan(1e-6);
  });

  it('is what `velocity` gives, at a time for each row', () => {
    const flow = continuous(1, { hidden: [] });
    const velocity = flow.velocity(tf.tensor2d([[2], [2]]), tf.tensor2d([[0], [0.5]]), tf.tensor2d([[0.7, 0.3, -0.4]]));
    expect(largestDifference(velocity, [1.7, 1.5])).toBeLessThan(1e-6);
  });
});

describe('an estimated trace', () => {
  const D = 5;
  const options = { hidden: [6, 7, 6], steps: 4 };
  const exact = continuous(D, { ...options, trace: 'exact' });
  const params = () => normal('params', 1, exact.paramCount, { scale: 0.5 });
  /** Copies of one point, each with probes of its own. */
  const copies = (count: number) => tf.tile(normal('z', 1, D), [count, 1]);

  it.each(['forward', 'inverse'] as const)('%s: its mean is the exact one, within 4 standard errors', (direction) => {
    const flow = continuous(D, { ...options, probes: 2 });
    const out = flow[direction](copies(2000), params(), undefined, normal('noise', 2000, flow.probeDim));
    const truth = exact[direction](copies(1), params()).logDet.dataSync()[0]!;
    const { mean, stdErr } = meanEstimate(Array.from(out.logDet.dataSync()));
    expect(stdErr).toBeLessThan(0.05);
    expect(stdErr).toBeGreaterThan(1e-4);
    expect(Math.abs(mean - truth)).toBeLessThan(4 * stdErr);
  });

  it('has gradients without bias', () => {
    const flow = continuous(D, options);
    const gradientOf = (which: typeof flow, count: number, noise?: tf.Tensor2D) =>
      tf.grad((p) => which.forward(copies(count), p as tf.Tensor2D, undefined, noise).logDet.mean())(params());
    const truth = gradientOf(exact, 1);
    const along = (g: tf.Tensor) => tf.sum(tf.mul(g, truth)).dataSync()[0]!;
    const draws = Array.from({ length: 20 }, (_, i) => along(gradientOf(flow, 100, normal(`noise${i}`, 100, D))));
    const { mean, stdErr } = meanEstimate(draws);
    expect(Math.abs(mean - along(truth))).toBeLessThan(4 * stdErr);
    expect(stdErr).toBeLessThan(0.1 * along(truth));
  });

  it('takes m·D numbers, and is exact without them; up to two hidden layers or D = 3 nothing is estimated', () => {
    const flow = continuous(D, { ...options, probes: 3 });
    expect(flow.probeDim).toBe(3 * D);
    const [there, sure] = [flow, exact].map((which) => which.forward(normal('z', 4, D), params()));
    expect([...there!.logDet.dataSync()]).toEqual([...sure!.logDet.dataSync()]);
    expect([continuous(50), continuous(3, options), continuous(4, { hidden: [3], trace: 'hutchinson' })]).toMatchObject(
      [{ probeDim: 0 }, { probeDim: 0 }, { probeDim: 4 }],
    );
  });

  it('is what a flow with probes computes, in a chain too', () => {
    const flow = continuous(D, options);
    const [z, noise] = [normal('z', 4, D), normal('noise', 4, D)];
    const wanted = flow.forward(z, params(), undefined, noise).logDet;
    expect([
      ...withProbes(chain([flow]), noise)
        .forward(z, params())
        .logDet.dataSync(),
    ]).toEqual([...wanted.dataSync()]);
  });
});

describe('dormand-prince', () => {
  const flow = continuous(2, { hidden: [4], solver: 'dormand-prince' });
  const shapes = { z: [3, 2], params: [1, flow.paramCount] } as const;
  const map = ({ z, params }: Tensors) => ({ ...flow.forward(z as tf.Tensor2D, params as tf.Tensor2D) });

  it('does not compile, and says which line reads values; `auto` computes it on tensors', async () => {
    await expect(compileFunction(map, shapes)).rejects.toThrow(/^Cannot compile: the values .* are read at .*adaptive/);
    const arrays = { z: normal('z', 3, 2).dataSync<'float32'>(), params: flow.initialParams(0) };
    const found = await (await tensorFunction(map, shapes)).run(arrays);
    expect(largestDifference(found.z!, arrays.z)).toBe(0);
  });

  it('has gradients, those of its steps', () => {
    const fixed = continuous(2, { hidden: [4], steps: 32 });
    const [z, params] = [normal('z', 6, 2), normal('params', 1, flow.paramCount, { scale: 0.5 })];
    const [one, other] = [flow, fixed].map((which) =>
      tf.grad((p) => tf.sum(which.forward(z, p as tf.Tensor2D).logDet))(params),
    );
    expect(largestDifference(one!, other!)).toBeLessThan(1e-3);
  });

  it('leaves no tensors, and gives up where no step is short enough', () => {
    const [z, params] = [normal('z', 6, 2), normal('params', 1, flow.paramCount)];
    const before = tf.memory().numTensors;
    const out = flow.solve('inverse', z, params);
    tf.dispose([out.z, out.logDet]);
    expect(tf.memory().numTensors).toBe(before);
    expect(() => flow.forward(tf.fill([2, 2], Number.NaN), params)).toThrow(
      'Expected the error of a step to come below 0.00001 with steps of at least 0.000001, got NaN (continuous)',
    );
    expect(() => flow.forward(z, params.mul(1e6))).toThrow(RangeError);
  });
});
