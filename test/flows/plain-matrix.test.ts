import { expect, it } from 'vitest';
import { matrixProduct, toRows, transpose } from '../../src/flows/index.js';

const A = toRows([1, 2, 3, 4, 5, 6], 3);

it('toRows: row after row; what makes no whole rows is refused', () => {
  expect(A).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(toRows(Float32Array.of(0.5, 1), 1)).toEqual([[0.5], [1]]);
  expect(() => toRows([1, 2, 3], 2)).toThrow(/whole rows of 2/);
});

it('transpose and matrixProduct: known values, and shapes that do not fit', () => {
  expect(transpose(A)).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(matrixProduct(A, transpose(A))).toEqual([
    [14, 32],
    [32, 77],
  ]);
  expect(() => matrixProduct(A, A)).toThrow(/have 2 columns/);
});
