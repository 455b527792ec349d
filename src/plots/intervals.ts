import type { Figure } from './figure.js';
import { shortNumbers } from './short-numbers.js';
import { axis, baseLayout, type FigureOptions, ink, textWidth } from './theme.js';

/** A number with an interval around it. */
export interface Interval {
  label: string;
  mean: number;
  low: number;
  high: number;
  /** Default near black. */
  colour?: string;
}

export interface IntervalChartOptions extends FigureOptions {
  xTitle?: string;
  /** Lowest and highest number shown; default all intervals and 0. */
  xRange?: readonly [number, number];
}

const rowHeight = 24;

/** One line per number, from the top: a dot with its interval, labels on the left, and a line at 0. */
export function intervalChart(intervals: readonly Interval[], options: IntervalChartOptions = {}): Figure {
  const { width = 700, height = 76 + rowHeight * intervals.length, xTitle, xRange } = options;
  const labels = intervals.map(({ label }) => label);
  const left = 16 + Math.max(0, ...labels.map((label) => textWidth(label)));
  const column = (value: (one: Interval) => number) => shortNumbers(intervals.map(value));
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        x: column(({ mean }) => mean),
        y: intervals.map((_, i) => i),
        error_x: {
          ...{ type: 'data', symmetric: false, color: '#555555', width: 5, thickness: 1.5 },
          array: column(({ high, mean }) => high - mean),
          arrayminus: column(({ low, mean }) => mean - low),
        },
        marker: { size: 9, color: intervals.map(({ colour = ink }) => colour) },
        text: labels,
        hovertemplate: '%{text}: %{x}<extra></extra>',
        showlegend: false,
      },
    ],
    layout: {
      ...baseLayout({ ...options, width, height }, { l: left }),
      xaxis: axis(xTitle, {
        zeroline: true,
        zerolinecolor: '#888888',
        ...(xRange ? { range: [...xRange] } : { rangemode: 'tozero' }),
      }),
      yaxis: {
        ...axis(undefined, { showgrid: false, ticks: '', automargin: false }),
        ...{ tickmode: 'array', tickvals: intervals.map((_, i) => i), ticktext: labels },
        range: [intervals.length - 0.5, -0.5],
      },
    },
  };
}
