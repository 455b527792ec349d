import { expect, it } from 'vitest';
import { histogram, lineChart, withHistogram } from '../../src/plots/index.js';

it('histogram: share over width at the centres of bins; what lies outside counts in the total', () => {
  const { x, y } = histogram([-1, -0.5, 0, 0.5, 1, 7], { range: [-1, 1], bins: 2 });
  expect(x).toEqual([-0.5, 0.5]);
  expect(y).toEqual([2 / 6, 2 / 6]); // A bin holds its left edge and not its right one: 1 lies outside.
});

it('histogram: of numbers inside the range it has area 1', () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const { y } = histogram(values, { range: [-1.5, 1.5], bins: 12 });
  expect(y.reduce((sum, density) => sum + 0.25 * density, 0)).toBeCloseTo(1, 12);
});

it('histogram: a range that does not ascend and a number of bins that is none are refused', () => {
  expect(() => histogram([0], { range: [1, 1], bins: 3 })).toThrow(/range.*ascend/);
  expect(() => histogram([0], { range: [0, 1], bins: 0 })).toThrow(/at least 1/);
});

it('withHistogram: bars behind the curves, the axes as they were', () => {
  const chart = lineChart([{ name: '', x: [0, 1], y: [1, 1] }], { xTitle: 'x', yRange: [0, 2] });
  const { data, layout } = withHistogram(chart, [0.1, 0.6, 0.7], { range: [0, 1], bins: 2 });
  expect(data.map(({ type }) => type)).toEqual(['bar', 'scatter']);
  expect(data[0]!.y).toEqual([0.66667, 1.3333]);
  expect(layout).toEqual({ ...chart.layout, bargap: 0 });
});
