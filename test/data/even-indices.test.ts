import { expect, it } from 'vitest';
import { evenIndices } from '../../src/data/even-indices.js';

it('evenIndices: from the first on, equally far apart, each at most once', () => {
  expect([...evenIndices(5, 10)]).toEqual([0, 2, 4, 6, 8]);
  expect([...evenIndices(3, 10)]).toEqual([0, 3, 6]);
  expect([...evenIndices(4, 4)]).toEqual([0, 1, 2, 3]);
  expect([...evenIndices(0, 4)]).toEqual([]);
});

it.each([-1, 1.5, 11, Number.NaN])('evenIndices: count %d of 10 is a RangeError with expected and got', (count) => {
  expect(() => evenIndices(count, 10)).toThrow(
    new RangeError(`Expected count to be a whole number from 0 to 10, got ${count} (evenIndices)`),
  );
});
