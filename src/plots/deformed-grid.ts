import type { Figure } from './figure.js';
import { shortNumbers } from './short-numbers.js';
import { axis, baseLayout, type FigureOptions } from './theme.js';

/** The lines of a grid as points: `points[i]` = (x, y), line after line, each of `perLine` points. */
export interface GridLines {
  points: [number, number][];
  perLine: number;
}

export interface GridLinesOptions {
  /** Lowest and highest x and y; default −3 … 3. */
  range?: readonly [number, number];
  /** Lines in each direction; default 13. */
  lines?: number;
  /** Points along a line; default 121. */
  perLine?: number;
}

/** A square grid, to be sent through a flow and drawn by `deformedGrid`: first the lines along x, then those along y. */
export function gridLines({ range = [-3, 3], lines = 13, perLine = 121 }: GridLinesOptions = {}): GridLines {
  const [low, high] = range;
  const at = (i: number, count: number) => low + ((high - low) * i) / (count - 1);
  const points: [number, number][] = [];
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < perLine; i++) points.push([at(i, perLine), at(line, lines)]);
  }
  return { points: [...points, ...points.map(([x, y]): [number, number] => [y, x])], perLine };
}

export interface DeformedGridOptions extends FigureOptions {
  /** Colours of the lines along x and along y. */
  colours?: readonly [string, string];
  xTitle?: string;
  yTitle?: string;
  /** Lowest and highest x and y; default all points. */
  range?: readonly [number, number];
}

/**
 * What a map does to a grid: the images of `gridLines` points under it, joined line by line, equal aspect.
 * @throws RangeError unless the points make whole lines, as many along x as along y
 */
export function deformedGrid(
  points: ArrayLike<ArrayLike<number>>,
  perLine: number,
  options: DeformedGridOptions = {},
): Figure {
  const { width = 420, height = 420, colours = ['#0072b2', '#d55e00'], xTitle = 'z₁', yTitle = 'z₂', range } = options;
  const limits = range ? { range: [...range] } : {};
  if (points.length % (2 * perLine) !== 0) {
    throw new RangeError(
      `Expected whole lines of ${perLine} points, as many along x as along y, got ${points.length} points (deformedGrid)`,
    );
  }
  const half = points.length / 2;
  return {
    data: colours.map((color, part) => ({
      type: 'scatter',
      mode: 'lines',
      ...joined(Array.from(points).slice(part * half, (part + 1) * half), perLine),
      line: { color, width: 1, simplify: false },
      hoverinfo: 'skip',
      showlegend: false,
    })),
    layout: {
      ...baseLayout({ ...options, width, height }),
      xaxis: axis(xTitle, { constrain: 'domain', showgrid: false, ...limits }),
      yaxis: axis(yTitle, { constrain: 'domain', showgrid: false, scaleanchor: 'x', ...limits }),
    },
  };
}

/** One trace for many lines: null between them lifts the pen. */
function joined(points: ArrayLike<number>[], perLine: number): Record<'x' | 'y', (number | null)[]> {
  const along = (coordinate: number) =>
    shortNumbers(points.map((point) => point[coordinate]!)).flatMap((value, i) =>
      (i + 1) % perLine === 0 ? [value, null] : [value],
    );
  return { x: along(0), y: along(1) };
}
