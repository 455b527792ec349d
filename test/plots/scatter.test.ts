import { expect, it } from 'vitest';
import { pointPlot } from '../../src/plots/index.js';

it('pointPlot: pairs as one cloud, one range for both axes', () => {
  const points = [
    [1, 2],
    [3, 4],
  ];
  const { data, layout } = pointPlot(points, { range: [0, 5], xTitle: 'a' });
  expect(data[0]).toMatchObject({ x: [1, 3], y: [2, 4] });
  expect([layout.xaxis, layout.yaxis]).toMatchObject([{ range: [0, 5] }, { range: [0, 5] }]);
  expect(pointPlot(points).layout.xaxis).not.toHaveProperty('range');
});
