import { expect, it } from 'vitest';
import { diagonalGaussian } from '../../src/densities/diagonal-gaussian.js';
import { densityOnGrid } from '../../src/densities/on-grid.js';
import { uniformBox } from '../../src/densities/uniform-box.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

it('densityOnGrid: values[j][i] at (x[i], y[j]), and the mass of a density', () => {
  const q = diagonalGaussian([1, -1], [Math.log(0.5), 0]);
  const { x, y, values, mass } = densityOnGrid(q.logProb, { halfWidth: 6, points: 60 });
  const top = 1 / (2 * Math.PI * 0.5);
  expect(mass).toBeCloseTo(1, 5);
  const [i, j] = [
    x.findIndex((value) => Math.abs(value - 1.1) < 1e-9),
    y.findIndex((value) => Math.abs(value + 0.9) < 1e-9),
  ];
  expect(values[j]![i]).toBeCloseTo(top * Math.exp(-0.5 * (0.2 ** 2 + 0.1 ** 2)), 5);
});

it('densityOnGrid: −∞ outside a box is 0; sizes are checked', () => {
  const { values, mass } = densityOnGrid(uniformBox(2, -1, 1).logProb, { halfWidth: 2, points: 8 });
  expect(values[0]![0]).toBe(0);
  expect(mass).toBeCloseTo(1, 6);
  expect(() => densityOnGrid(uniformBox(2).logProb, { halfWidth: 0 })).toThrow(RangeError);
});
