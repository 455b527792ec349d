import { describe, expect, it } from 'vitest';
import { linearGaussian } from '../../src/fitting/linear-gaussian.js';
import { rowsOf } from '../../src/fitting/table.js';
import { meanEstimate } from '../../src/objectives/index.js';
import { noise } from '../../src/random/index.js';
import { conditional } from './data.js';

const rows = (table: number[][]) => rowsOf(table, 'rows', 'test');
const mean = (values: ArrayLike<number>) => meanEstimate(values).mean;

/** x₁ = 1e6 + 2000·a, x₂ = 0.003·(a + b/2). */
const drawn = (name: string) => {
  const e = noise(1, name).normal(4000);
  return rows(
    Array.from({ length: 2000 }, (_, i) => [1e6 + 2000 * e[2 * i]!, 0.003 * (e[2 * i]! + 0.5 * e[2 * i + 1]!)]),
  );
};

describe('linearGaussian', () => {
  it('scores rows of a Gaussian as that does, in its units', () => {
    const q = linearGaussian({ x: drawn('train') }, 'test');
    const entropy = 1 + Math.log(2 * Math.PI) + Math.log(2000 * 0.003 * 0.5);
    expect(Math.abs(mean(q.logProb({ x: drawn('test') })) + entropy)).toBeLessThan(0.1); // Four standard errors.
  });

  it('is the Gaussian of maximum likelihood: its own rows score -entropy of their covariance', () => {
    const x = rows([
      [0, 0],
      [2, 0],
      [0, 2],
      [2, 2],
    ]);
    const logProb = linearGaussian({ x }, 'test').logProb({ x });
    expect([...logProb]).toEqual(new Array(4).fill(expect.closeTo(-1 - Math.log(2 * Math.PI), 12)));
  });

  it('with a context it is the joint Gaussian over that of the context', () => {
    const { rows: x, context } = conditional('train', 500);
    const test = conditional('test', 50);
    const joint = linearGaussian({ x: rows(x.map((row, i) => [...row, ...context[i]!])) }, 'test');
    const marginal = linearGaussian({ x: rows(context) }, 'test');
    const given = linearGaussian({ x: rows(x), context: rows(context) }, 'test');
    const both = joint.logProb({ x: rows(test.rows.map((row, i) => [...row, ...test.context[i]!])) });
    const of = marginal.logProb({ x: rows(test.context) });
    const found = given.logProb({ x: rows(test.rows), context: rows(test.context) });
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(both[i]! - of[i]!, 8);
    });
  });

  it('columns of the context may depend on each other, those of the data may not', () => {
    const { rows: x, context } = conditional('train', 200);
    const doubled = rows(context.map(([c]) => [c!, 1 - c!]));
    const logProb = (given: ReturnType<typeof rows>) =>
      linearGaussian({ x: rows(x), context: given }, 'test').logProb({ x: rows(x), context: given });
    expect(mean(logProb(doubled))).toBeCloseTo(mean(logProb(rows(context))), 8);
    const dependent = rows(x.map(([a, b]) => [a!, b!, 2 * a! - 1000 * b!]));
    expect(() => linearGaussian({ x: dependent }, 'test')).toThrow(
      /^Expected column 2 of the data \(from 0\) to be no linear/,
    );
    const explained = { x: rows(context.map(([c]) => [5 * c!])), context: rows(context) };
    expect(() => linearGaussian(explained, 'test')).toThrow(
      /^Expected column 0 of the data \(from 0\) to be no linear/,
    );
  });
});
