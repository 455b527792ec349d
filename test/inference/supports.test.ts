import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  correlationFactor,
  defineModel,
  interval,
  logPdf,
  ordered,
  positive,
  positiveOrdered,
  real,
  type Support,
  simplex,
  unconstrained,
} from '../../src/inference/index.js';
import { normal, onBackend } from '../support/tensors.js';

onBackend('cpu');

const valuesOf = (support: Support, rows: number): number[][] => {
  const model = unconstrained(defineModel({ parameters: { x: support }, logJoint: ({ x }) => x }));
  const { x } = model.constrain(normal(support.name, rows, model.dim, { scale: 2 }));
  return tf.reshape(x, [rows, -1]).arraySync() as number[][];
};

/** ∫ exp(ln p) over the line or the plane of unconstrained numbers, by the rectangle rule. */
function mass(parameters: Record<string, Support>, logJoint: (values: Record<string, tf.Tensor>) => tf.Tensor): number {
  const model = unconstrained(defineModel({ parameters, logJoint }));
  const [step, reach] = [0.2, 18];
  const line = Array.from({ length: (2 * reach) / step }, (_, i) => (i + 0.5) * step - reach);
  const points = model.dim === 1 ? line.map((x) => [x]) : line.flatMap((x) => line.map((y) => [x, y]));
  const logs = Array.from(model.logDensity(tf.tensor2d(points)).dataSync());
  return logs.reduce((sum, l) => sum + Math.exp(l) * step ** model.dim, 0);
}

describe('supports', () => {
  it('real(2, 3) is a matrix of each draw, real() a column', () => {
    const model = unconstrained(
      defineModel({ parameters: { a: real(2, 3), b: real() }, logJoint: ({ a, b }) => [a, b] }),
    );
    const { a, b } = model.constrain(tf.zeros([5, 7]));
    expect([a.shape, b.shape]).toEqual([
      [5, 2, 3],
      [5, 1],
    ]);
  });

  it('values keep to their supports', () => {
    expect(
      valuesOf(positive(2), 50)
        .flat()
        .every((x) => x > 0),
    ).toBe(true);
    expect(
      valuesOf(interval(-1, 3, 2), 50)
        .flat()
        .every((x) => x > -1 && x < 3),
    ).toBe(true);
    expect(valuesOf(ordered(3), 50).every(([a, b, c]) => a! < b! && b! < c!)).toBe(true);
    expect(valuesOf(positiveOrdered(2), 50).every(([a, b]) => 0 < a! && a! < b!)).toBe(true);
    for (const shares of valuesOf(simplex(4), 50)) expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  it('simplex begins at equal shares', () => {
    const model = unconstrained(defineModel({ parameters: { x: simplex(4) }, logJoint: ({ x }) => x }));
    for (const share of model.constrain(tf.zeros([1, 3])).x.dataSync()) expect(share).toBeCloseTo(0.25, 6);
  });

  it('a correlation factor has lines of length 1 and a positive diagonal', () => {
    for (const L of valuesOf(correlationFactor(3), 50)) {
      for (const i of [0, 1, 2]) {
        const line = L.slice(3 * i, 3 * i + 3);
        expect(Math.hypot(...line)).toBeCloseTo(1, 5);
        expect(line[i]).toBeGreaterThan(0);
        expect(line.slice(i + 1).every((x) => x === 0)).toBe(true);
      }
    }
  });

  // The rectangle rule is exact to float32 for smooth densities whose tails end within ±18.
  it('densities stay normalised on the unconstrained scale', () => {
    expect(mass({ x: positive() }, ({ x }) => logPdf.exponential(x!, 0.7))).toBeCloseTo(1, 4);
    expect(mass({ x: interval(2, 5) }, ({ x }) => tf.mul(-Math.log(3), tf.onesLike(x!)))).toBeCloseTo(1, 4);
    expect(mass({ x: simplex(3) }, ({ x }) => tf.mul(Math.LN2 / 3, tf.onesLike(x!)))).toBeCloseTo(1, 4);
    expect(mass({ x: ordered(2) }, ({ x }) => tf.add(logPdf.normal(x!, 0, 1), Math.LN2 / 2))).toBeCloseTo(1, 4);
    expect(mass({ x: correlationFactor(2) }, ({ x }) => tf.mul(-Math.LN2 / 4, tf.onesLike(x!)))).toBeCloseTo(1, 4);
  });
});
