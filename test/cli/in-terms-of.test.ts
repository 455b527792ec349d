import { expect, it } from 'vitest';
import { inTermsOf } from '../../src/cli/density/in-terms-of.js';
import { UserError } from '../../src/errors.js';
import { fewValues } from '../../src/fitting/few-values.js';
import { linearGaussian } from '../../src/fitting/linear-gaussian.js';
import { columnScales, farOut } from '../../src/fitting/standardisation.js';
import { rowsOf } from '../../src/fitting/table.js';

const rows = rowsOf(
  Array.from({ length: 900 }, (_, i) => [i, i === 7 ? 1e6 : i % 3, 2 * i]),
  'rows',
  'test',
);
const { translate, told } = inTermsOf('points.csv', { x: ['$1', 'price', 'twice'], context: ['a', 'b', 'c'] });
const scales = columnScales(rows, 'the data', 'test');

it('inTermsOf: warnings of the library name file, column and option', () => {
  const [far] = farOut(rows, scales, 'the data').map(translate);
  expect(far).toMatch(/^Expected column "price" of points\.csv to lie within 20 standard deviations/);
  expect(translate(farOut(rows, scales, 'the context')[0]!)).toMatch(/^Expected column "b" of points\.csv to lie/);
  const [few] = fewValues(rows, 'the data').map(translate);
  expect(few).toMatch(/^Expected column "price" of points\.csv to .*`--jitter 0\.1` spreads them$/);
});

it('inTermsOf: so do errors, which are mistakes of the user; others stay what they are', async () => {
  const constant = rowsOf([[1], [1]], 'rows', 'test');
  const dependent = told(async () => linearGaussian({ x: rows }, 'vinf fit'));
  await expect(dependent).rejects.toThrow(/^Expected column "twice" of points\.csv to be no linear function/);
  await expect(dependent).rejects.toBeInstanceOf(UserError);
  const still = told(async () => columnScales(constant, 'the context', 'vinf fit'));
  await expect(still).rejects.toThrow('Expected column "a" of points.csv to vary over the 2 rows');
  const own = new TypeError('x is not a function');
  await expect(told(() => Promise.reject(own))).rejects.toBe(own);
});
