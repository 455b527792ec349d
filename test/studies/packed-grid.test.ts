import { expect, it } from 'vitest';
import { packGrid, unpackGrid } from '../../src/studies/packed-grid.js';

it('unpackGrid gives back what packGrid took, to a ten-thousandth, at the centres of cells', () => {
  const values = [
    [0, 0, 0.1234],
    [0, 1.5, 0],
    [0, 0, 0.00004],
  ];
  const text = packGrid(values);
  expect(text).toBe('-2 1234 -1 15000 -4');
  const grid = unpackGrid(text, 3);
  expect(grid.values).toEqual([
    [0, 0, 0.1234],
    [0, 1.5, 0],
    [0, 0, 0],
  ]);
  expect(grid.x).toEqual([-2, 0, 2]);
  expect(grid.y).toEqual([-2, 0, 2]);
});
