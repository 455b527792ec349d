import { extent } from 'simple-statistics';
import type { Figure, PlotObject } from './figure.js';
import { spread } from './label-places.js';
import { shortNumbers } from './short-numbers.js';
import {
  axis,
  baseLayout,
  type FigureOptions,
  fontSize,
  ink,
  legendBeside,
  legendWidth,
  short,
  textWidth,
} from './theme.js';

/** One curve. Points whose x or y is not finite are left out. */
export interface Series {
  /** Its label; an empty name gives none. */
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** An interval around y, drawn as a band; both or none. */
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
  /** Default near black; for methods `methodStyle(name).colour`. */
  colour?: string | undefined;
  /** Default 'solid'. */
  dash?: 'solid' | 'dash' | 'dot';
  /** CSS pixels; default 2. */
  width?: number;
  /** 0 … 1, default 1. */
  opacity?: number;
  /** Dots on the points; default false. */
  markers?: boolean;
}

export interface LineChartOptions extends FigureOptions {
  xTitle?: string;
  yTitle?: string;
  /** Default 'linear'. */
  xScale?: 'linear' | 'log';
  /** Default 'linear'. */
  yScale?: 'linear' | 'log';
  /** Lowest and highest y; default all points and bands with a little room. */
  yRange?: readonly [number, number];
  /** Where the x axis has its numbers; default chosen by Plotly. */
  xTicks?: readonly number[];
  /** Labels beside the curves' ends, a legend, or neither; default 'direct' up to 4 named curves, else 'legend'. */
  labels?: 'direct' | 'legend' | 'none';
}

/**
 * Curves, with bands for intervals and labels at the curves' ends.
 * @throws RangeError for a curve whose x and y are not equally many
 * @example
 * ```ts
 * import { notebook, plots, temperature } from 'vinf';
 *
 * const x = Array.from({ length: 50 }, (_, i) => 100 * i);
 * const y = x.map((t) => temperature(t, { steps: 2000 }));
 * const figure = plots.lineChart([{ name: 'β', x, y }], { xTitle: 'updates', height: 300 });
 * await notebook.show(figure);
 * ```
 */
export function lineChart(series: readonly Series[], options: LineChartOptions = {}): Figure {
  const { width = 700, height = 420, xScale = 'linear', yScale = 'linear' } = options;
  const named = series.filter(({ name }) => name);
  const { labels = named.length <= 4 ? 'direct' : 'legend' } = options;
  const layout = baseLayout({ ...options, width, height }, { r: rightMargin(named, labels) });
  const range = axisRange(series, yScale, options.yRange);
  const all = { x: series.flatMap(({ x }) => Array.from(x)), y: series.flatMap(({ y }) => Array.from(y)) };
  return {
    data: [...series.flatMap((one) => band(one, all)), ...series.map((one) => curve(one, all, labels === 'legend'))],
    layout: {
      ...layout,
      xaxis: axis(options.xTitle, { type: xScale, ...ticksAt(options.xTicks) }),
      yaxis: axis(options.yTitle, { type: yScale, range }),
      showlegend: labels === 'legend',
      ...(labels === 'legend' ? { legend: legendBeside } : {}),
      annotations: labels === 'direct' ? endLabels(named, all, range, yScale, plotHeight(layout)) : [],
    },
  };
}

function rightMargin(named: readonly Series[], labels: 'direct' | 'legend' | 'none'): number {
  const names = named.map(({ name }) => name);
  if (labels === 'legend') return legendWidth(names);
  return labels === 'direct' ? 16 + Math.max(0, ...names.map((name) => textWidth(name))) : 20;
}

const ticksAt = (values?: readonly number[]): PlotObject =>
  values ? { tickmode: 'array', tickvals: [...values], ticktext: values.map(String), minor: {} } : {};

function curve(series: Series, all: Points, showlegend: boolean): PlotObject {
  const { name, colour = ink, dash = 'solid', width = 2, opacity = 1, markers = false } = series;
  const points = finitePoints(series, all);
  return {
    type: 'scatter',
    mode: markers ? 'lines+markers' : 'lines',
    name,
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    line: { color: colour, dash, width, simplify: false },
    ...(markers ? { marker: { color: colour, size: 7 } } : {}),
    opacity,
    showlegend: showlegend && name !== '',
  };
}

function band({ x, lower, upper, colour = ink }: Series, all: Points): PlotObject[] {
  if (!lower || !upper) return [];
  const above = finitePoints({ x, y: upper }, all);
  const around = [...above, ...finitePoints({ x, y: lower }, all).reverse()];
  return [
    {
      type: 'scatter',
      mode: 'lines',
      x: around.map(([x]) => x),
      y: around.map(([, y]) => y),
      fill: 'toself',
      fillcolor: `${colour}2e`,
      line: { width: 0 },
      hoverinfo: 'skip',
      showlegend: false,
    },
  ];
}

type Points = Pick<Series, 'x' | 'y'>;

/** The points of a curve that can be drawn, as short as the points of all curves allow. */
function finitePoints({ x, y }: Points, all: Points): [number, number][] {
  if (x.length !== y.length) {
    throw new RangeError(`Expected x and y of a curve to have one length, got ${x.length} and ${y.length} (lineChart)`);
  }
  const points = Array.from(x, (value, i): [number, number] => [value, y[i]!]);
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const column = (of: 0 | 1, beside: ArrayLike<number>) =>
    shortNumbers(
      finite.map((point) => point[of]),
      { beside },
    );
  const [shortX, shortY] = [column(0, all.x), column(1, all.y)];
  return shortX.map((value, i) => [value, shortY[i]!]);
}

/** The y axis' range as Plotly wants it: exponents of ten where the scale is logarithmic. */
function axisRange(
  series: readonly Series[],
  scale: 'linear' | 'log',
  given?: readonly [number, number],
): [number, number] {
  if (given) return [onScale(given[0], scale), onScale(given[1], scale)];
  const values = series
    .flatMap(({ y, lower = [], upper = [] }) => [...Array.from(y), ...Array.from(lower), ...Array.from(upper)])
    .map((value) => onScale(value, scale))
    .filter(Number.isFinite);
  if (values.length === 0) return [0, 1];
  const [low, high] = extent(values);
  const room = high > low ? 0.06 * (high - low) : 0.5;
  return shortNumbers([low - room, high + room], { room: 0.002 }) as [number, number]; // about a pixel
}

const onScale = (value: number, scale: 'linear' | 'log'): number => (scale === 'log' ? Math.log10(value) : value);

function plotHeight({ height, margin }: PlotObject): number {
  const { t, b } = margin as { t: number; b: number };
  return (height as number) - t - b;
}

/** Labels right of the curves' last points, moved apart where they would overlap. */
function endLabels(
  series: readonly Series[],
  all: Points,
  [low, high]: [number, number],
  scale: 'linear' | 'log',
  height: number,
): PlotObject[] {
  const ends = series.map((one) => finitePoints(one, all).at(-1)?.[1]);
  const shown = series.filter((_, i) => ends[i] !== undefined);
  const places = ends.filter((end) => end !== undefined).map((end) => (onScale(end, scale) - low) / (high - low));
  return spread(places, (1.25 * fontSize) / height, 0, 1).map((y, i) => ({
    text: shown[i]!.name,
    font: { color: shown[i]!.colour ?? ink },
    x: 1,
    xref: 'x domain',
    xanchor: 'left',
    xshift: 6,
    y: short(y),
    yref: 'y domain',
    yanchor: 'middle',
    showarrow: false,
  }));
}
