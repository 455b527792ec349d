import type { Figure } from './figure.js';
import { type Cloud, type ScatterOptions, scatterPlot } from './scatter.js';

export interface PointPlotOptions
  extends Omit<ScatterOptions, 'xRange' | 'yRange'>,
    Pick<Cloud, 'colour' | 'size' | 'opacity'> {
  /** Lowest and highest x and y; default all points. */
  range?: readonly [number, number];
}

/**
 * Points (x, y) as dots, with one range for both axes: one cloud of `scatterPlot`.
 * @param points `points[i]` = [x, y]
 */
export function pointPlot(points: readonly (readonly number[])[], options: PointPlotOptions = {}): Figure {
  const { range, colour, size = 3, opacity, ...rest } = options;
  const cloud = { x: points.map(([x]) => x!), y: points.map(([, y]) => y!), colour, size, opacity };
  return scatterPlot([cloud], { ...rest, xRange: range, yRange: range });
}
