import { describe, expect, it } from 'vitest';
import { barChart, type Figure, lineChart, scatterPlot } from '../../src/plots/index.js';
import { shortNumbers } from '../../src/plots/short-numbers.js';

describe('shortNumbers', () => {
  it.each<[string, number[], number[]]>([
    ['five digits where neighbours are far from each other', [1 / 3, 123456.1, -2.5e-7], [0.33333, 123460, -2.5e-7]],
    ['more where five would make one of several', [123456.1, 123456.2, 123456.3], [123456.1, 123456.2, 123456.3]],
    ['whatever is far away', [0, 123456.1, 123456.2, 123456.3], [0, 123456.1, 123456.2, 123456.3]],
    ['seconds of a day', [1.7e12 + 1000, 1.7e12 + 2000], [1700000001000, 1700000002000]],
    ['decades', [1.000004e-9, 1.000004e-3, 1.000004e3], [1e-9, 1e-3, 1e3]],
    ['gaps stay gaps', [Number.NaN, 1.23456789, Number.POSITIVE_INFINITY], [Number.NaN, 1.2346, Infinity]],
    ['nothing', [], []],
  ])('%s', (_, values, short) => expect(shortNumbers(values)).toEqual(short));

  it('heeds a plateau of a curve', () => {
    const loss = Array.from({ length: 100 }, (_, i) => (i < 80 ? 1e6 / (i + 1) : 1234 + Math.sin(i) / 1e3));
    const plateau = shortNumbers(loss).slice(80);
    plateau.forEach((y, i) => void expect(Math.abs(y - loss[80 + i]!)).toBeLessThan(1e-4));
  });

  it('keeps equal numbers apart from those beside them', () => {
    expect(shortNumbers([123456.1, 123456.1], { beside: [123456.1, 123456.1, 123456.2] })).toEqual([
      123456.1, 123456.1,
    ]);
  });
});

const column = ({ data }: Figure, key: string) => data.map((trace) => trace[key]);

it('charts show numbers that are close to each other as they are', () => {
  const y = [123456.1, 123456.2, 123456.3];
  const lines = lineChart([{ name: 'a', x: [1, 2, 3], y }]);
  expect(column(lines, 'y')).toEqual([y]);
  const [low, high] = (lines.layout.yaxis as { range: [number, number] }).range;
  expect(low).toBeGreaterThan(123456);
  expect(low).toBeLessThan(y[0]!);
  expect(high).toBeGreaterThan(y[2]!);
  expect(column(barChart(['a', 'b', 'c'], [{ values: y }]), 'y')).toEqual([y]);
  expect(column(scatterPlot([{ x: y, y }]), 'x')).toEqual([y]);
});

it('charts of many small parts keep these apart', () => {
  const points = [123456.1, 123456.2];
  const parts = points.map((y) => ({ name: '', x: [y], y: [y], values: [y] }));
  for (const key of ['x', 'y']) {
    expect(column(lineChart(parts), key)).toEqual([[123456.1], [123456.2]]);
    expect(column(scatterPlot(parts), key)).toEqual([[123456.1], [123456.2]]);
  }
  expect(column(barChart(['a'], parts), 'y')).toEqual([[123456.1], [123456.2]]);
});
