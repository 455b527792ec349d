import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ContinuousSolver, continuous } from '../../../src/flows/continuous/continuous.js';
import { noise } from '../../../src/random/index.js';
import { useDouble } from '../conformance/double.js';

beforeAll(() => useDouble(tf));

const D = 3;
const network = { hidden: [6, 5] };
const rows = 8;
const { paramCount } = continuous(D, network);
const drawn = (name: string, columns: number, scale: number) =>
  tf.tensor2d(
    Array.from(noise(1, name).normal(rows * columns), (x) => scale * x),
    [rows, columns],
  );

const furthest = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

/** The path to 1e-12, and how far a solver is from it. */
function errors(solver: ContinuousSolver, options: { steps?: number; tolerance?: number }) {
  return tf.tidy(() => {
    const [z, params] = [drawn('z', D, 1.5), drawn('params', paramCount, 0.6)];
    const flow = continuous(D, { ...network, solver, ...options });
    const path = flow.solve('forward', z, params, { tolerance: 1e-12 });
    const found = flow.forward(z, params);
    return { z: furthest(found.z, path.z), logDet: furthest(found.logDet, path.logDet) };
  });
}

describe('the error of a solver falls with its order', () => {
  it.each([
    ['euler', 1, 64],
    ['midpoint', 2, 32],
    ['rk4', 4, 16],
  ] as const)('%s: of order %i', (solver, order, steps) => {
    const [coarse, fine] = [errors(solver, { steps }), errors(solver, { steps: 2 * steps })];
    for (const part of ['z', 'logDet'] as const) {
      expect(Math.abs(Math.log2(coarse[part] / fine[part]) - order), part).toBeLessThan(0.25);
    }
  });

  it.each([1e-4, 1e-6, 1e-8])('dormand-prince: below ten times a tolerance of %d', (tolerance) => {
    const { z, logDet } = errors('dormand-prince', { tolerance });
    expect(Math.max(z, logDet)).toBeLessThan(10 * tolerance);
  });
});

it('solve goes either way, within its tolerance, and says what it took', () => {
  const [z, params] = [drawn('z', D, 1.5), drawn('params', paramCount, 0.6)];
  const flow = continuous(D, network);
  const [rough, fine] = [1e-4, 1e-8].map((tolerance) => {
    const there = flow.solve('forward', z, params, { tolerance });
    const back = flow.solve('inverse', there.z, params, { tolerance });
    expect(furthest(back.z, z)).toBeLessThan(30 * tolerance);
    expect(furthest(back.logDet, tf.neg(there.logDet))).toBeLessThan(30 * tolerance);
    expect(there.evaluations).toBe(7 * (there.steps + there.rejected));
    expect(there.largestError).toBeLessThanOrEqual(tolerance);
    expect(there.largestError).toBeGreaterThan(0);
    return there;
  });
  expect(fine!.steps).toBeGreaterThan(2 * rough!.steps);
});
