import type { PlotObject } from './figure.js';

/** What every figure may be given. */
export interface FigureOptions {
  /** Above the figure; default none, since a caption usually says it. */
  title?: string;
  /** CSS pixels; default depends on the kind of figure. */
  width?: number;
  /** CSS pixels; default depends on the kind of figure. */
  height?: number;
}

/** Perceptually uniform, readable in grey and by colour-blind readers: for densities and other positive quantities. */
export const densityScale = 'Viridis';

/** White paper, black ink: for digits. */
export const inkScale = [
  [0, '#ffffff'],
  [1, '#000000'],
];

/** Generic, so that a picture does not depend on fonts that another machine lacks. */
const fontFamily = 'sans-serif';
/** Of all text but titles, CSS pixels. */
export const fontSize = 13;
/** Near black: text, and whatever has no colour of its own. */
export const ink = '#222222';

/** The layout that all figures share. */
export function baseLayout({ title, width, height }: FigureOptions, margin: Partial<Margin> = {}): PlotObject {
  return {
    ...(title ? { title: { text: title, ...titlePlace, font: { size: fontSize + 2 } } } : {}),
    width,
    height,
    font: { family: fontFamily, size: fontSize, color: ink },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    margin: { l: 60, r: 20, t: title ? 44 : 16, b: 52, ...margin },
    showlegend: false,
    hovermode: 'closest',
  };
}

const titlePlace = { x: 0, xref: 'paper', y: 1, yref: 'container', yanchor: 'top', pad: { t: 12 } };

/** Left, right, top, bottom, in CSS pixels. */
interface Margin {
  l: number;
  r: number;
  t: number;
  b: number;
}

/** An axis of a chart: a fine grid, ticks outside, room for its labels. */
export function axis(title?: string, more: PlotObject = {}): PlotObject {
  return {
    ...(title ? { title: { text: title, standoff: 8, font: { size: fontSize } } } : {}),
    automargin: true,
    gridcolor: '#eeeeee',
    zeroline: false,
    linecolor: '#888888',
    ticks: 'outside',
    tickcolor: '#888888',
    ticklen: 4,
    ...(more.type === 'log' ? decades : {}),
    ...more,
  };
}

/** Numbers at powers of ten only, small ticks between them. */
const decades = { dtick: 1, tickformat: ',~r', minor: { ticks: 'outside', ticklen: 2, tickcolor: '#bbbbbb' } };

/** An axis that is not drawn: for pictures, whose pixels need no numbers. */
export const hiddenAxis = (more: PlotObject = {}): PlotObject => ({
  visible: false,
  showgrid: false,
  zeroline: false,
  ...more,
});

/** A legend beside the plot area, for many entries; it takes `legendWidth` of the right margin. */
export const legendBeside = { x: 1, xanchor: 'left', y: 1, yanchor: 'top', itemsizing: 'constant' };
/** What it takes, in CSS pixels. */
export const legendWidth = (names: readonly string[]): number =>
  60 + Math.max(0, ...names.map((name) => textWidth(name)));

/** A legend in one row above the plot area, `top` CSS pixels below the figure's upper edge. */
export const legendAbove = (top: number, height: number): PlotObject => ({
  orientation: 'h',
  x: 0,
  y: 1 - top / height,
  yref: 'container',
  yanchor: 'top',
  itemsizing: 'constant',
});

/** Width of a text in CSS pixels, on the safe side for the usual sans-serif fonts. */
export const textWidth = (text: string, size = fontSize): number => Math.ceil(0.62 * size * text.length);

/** A number with 5 significant digits: more is not seen in a colour or a share of the figure, and makes the file longer. */
export const short = (value: number): number => Number(value.toPrecision(5));
