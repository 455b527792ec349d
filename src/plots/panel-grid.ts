import type { Figure, PlotObject } from './figure.js';
import { spread } from './label-places.js';
import { baseLayout, type FigureOptions, fontSize, legendAbove, textWidth } from './theme.js';

/** One of several small figures, made by another function of this folder. */
export interface Panel {
  figure: Figure;
  /** Above the panel; default none. */
  title?: string;
}

export interface PanelGridOptions extends Omit<FigureOptions, 'width' | 'height'> {
  /** Panels beside each other; default all. */
  columns?: number;
  /** CSS pixels of each panel's plot area; default 180. */
  panelWidth?: number;
  panelHeight?: number;
  /** One colour scale for all panels, so that colours compare; default true. */
  commonScale?: boolean;
  /** A name for each row of panels, on its left; default none. */
  rowTitles?: readonly string[];
}

/** Pixels between panels: without and with numbers on their axes. */
const gaps = { bare: 10, numbered: 56 };
const titleHeight = 22;

/**
 * Small multiples: panels in rows of equal size, titled, with one colour scale.
 * A name that occurs in several panels stands in the legend once.
 * @example
 * ```ts
 * import { densityOnGrid, energy, energyNames, notebook, plots } from 'vinf';
 *
 * const panels = energyNames.map((name) => {
 *   const grid = densityOnGrid(energy(name).logDensity);
 *   return { title: name, figure: plots.densityHeatmap(grid, { axes: false }) };
 * });
 * await notebook.show(plots.panelGrid(panels, { columns: 2 }));
 * ```
 */
export function panelGrid(panels: readonly Panel[], options: PanelGridOptions = {}): Figure {
  const { columns = panels.length, commonScale = true, title, rowTitles = [] } = options;
  const frame = frameOf(panels, { ...options, columns });
  const parts = panels.map((panel, i) => place(panel, i, frame, commonScale));
  const margin = { l: frame.left, r: frame.right, t: frame.top, b: frame.bottom };
  const data = legendOnce(parts.flatMap(({ data }) => data));
  const showlegend = panels.some(({ figure }) => figure.layout.showlegend === true);
  const annotations = [
    ...parts.flatMap(({ annotations }) => annotations),
    ...rowTitles.map((text, row) => rowTitle(text, row * columns + 1)),
  ];
  return {
    data,
    layout: {
      ...baseLayout({ ...options, width: frame.width, height: frame.height }, margin),
      ...Object.assign({}, ...parts.map(({ layout }) => layout)),
      annotations,
      shapes: parts.flatMap(({ shapes }) => shapes),
      showlegend,
      ...(showlegend ? { legend: legendAbove(title ? 40 : 4, frame.height) } : {}),
    },
  };
}

/** Where panels stand, in CSS pixels. */
interface Frame {
  columns: number;
  panelWidth: number;
  panelHeight: number;
  gapX: number;
  gapY: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  plotWidth: number;
  plotHeight: number;
  width: number;
  height: number;
}

function frameOf(panels: readonly Panel[], options: PanelGridOptions & { columns: number }): Frame {
  const { columns, panelWidth = 180, panelHeight = 180, title, rowTitles = [] } = options;
  const bare = panels.every(({ figure }) => (figure.layout.xaxis as PlotObject | undefined)?.visible === false);
  const rows = Math.ceil(panels.length / columns);
  const titled = panels.some((panel) => panel.title) ? titleHeight : 0;
  const titledBelow = panels.slice(columns).some((panel) => panel.title) ? titleHeight : 0;
  const edge = Math.max(...panels.map(({ figure }) => labelWidth(figure)));
  const gapX = bare ? gaps.bare : gaps.numbered + edge;
  const gapY = (bare ? gaps.bare : gaps.numbered) + titledBelow;
  const left = (bare ? 8 : 60) + Math.max(0, ...rowTitles.map((text) => textWidth(text) + 8));
  const right = bare ? 8 : Math.max(16, edge);
  const bottom = bare ? 8 : 52;
  const plotWidth = columns * panelWidth + (columns - 1) * gapX;
  const top = 8 + titled + legendHeight(panels, plotWidth) + (title ? 36 : 0);
  const plotHeight = rows * panelHeight + (rows - 1) * gapY;
  const size = { width: left + plotWidth + right, height: top + plotHeight + bottom };
  return { columns, panelWidth, panelHeight, gapX, gapY, left, right, top, bottom, plotWidth, plotHeight, ...size };
}

/** What the legend above the panels needs: a second row and more where its names do not fit into one. */
function legendHeight(panels: readonly Panel[], width: number): number {
  const shown = panels.filter(({ figure }) => figure.layout.showlegend === true);
  if (shown.length === 0) return 0;
  const traces = shown.flatMap(({ figure }) => figure.data.filter(({ showlegend }) => showlegend === true));
  const entries = [...new Set(traces.map(({ name }) => String(name)))].map((name) => textWidth(name) + 45);
  return 8 + 22 * Math.ceil(entries.reduce((sum, entry) => sum + entry, 0) / width);
}

/** What labels at curves' ends need right of a panel. */
function labelWidth({ layout }: Figure): number {
  const labelled = ((layout.annotations ?? []) as PlotObject[]).some(isEndLabel);
  return labelled ? (layout.margin as { r: number }).r : 0;
}

const isEndLabel = ({ x, xref, xanchor }: PlotObject): boolean => x === 1 && xref === 'x domain' && xanchor === 'left';

interface Part {
  data: PlotObject[];
  layout: PlotObject;
  annotations: PlotObject[];
  shapes: PlotObject[];
}

function place({ figure, title }: Panel, index: number, frame: Frame, commonScale: boolean): Part {
  const n = index === 0 ? '' : String(index + 1);
  const scale = commonScale || index === 0 ? 'coloraxis' : `coloraxis${n}`;
  const { layout } = figure;
  const left = (index % frame.columns) * (frame.panelWidth + frame.gapX);
  const top = Math.floor(index / frame.columns) * (frame.panelHeight + frame.gapY);
  const across = [left / frame.plotWidth, (left + frame.panelWidth) / frame.plotWidth];
  const up = [1 - (top + frame.panelHeight) / frame.plotHeight, 1 - top / frame.plotHeight];
  const anchored = (axis: PlotObject) => (axis.scaleanchor ? { scaleanchor: `x${n}` } : {});
  const [xaxis, yaxis] = [(layout.xaxis ?? {}) as PlotObject, (layout.yaxis ?? {}) as PlotObject];
  return {
    data: figure.data.map((trace) => ({
      ...trace,
      xaxis: `x${n}`,
      yaxis: `y${n}`,
      ...(trace.coloraxis ? { coloraxis: scale } : {}),
    })),
    layout: {
      [`xaxis${n}`]: { ...xaxis, domain: across, anchor: `y${n}` },
      [`yaxis${n}`]: { ...yaxis, domain: up, anchor: `x${n}`, ...anchored(yaxis) },
      ...(layout.coloraxis ? { [scale]: layout.coloraxis } : {}),
    },
    annotations: [...(title ? [panelTitle(title, n)] : []), ...moved(fitted(layout.annotations, frame.panelHeight), n)],
    shapes: moved(layout.shapes, n),
  };
}

/** Labels at curves' ends need more of a panel's height than of a large figure's: moved further apart. */
function fitted(annotations: unknown, panelHeight: number): PlotObject[] {
  const all = (annotations ?? []) as PlotObject[];
  const labels = all.filter(isEndLabel);
  const places = spread(
    labels.map(({ y }) => y as number),
    (1.25 * fontSize) / panelHeight,
    0,
    1,
  );
  return [...all.filter((one) => !isEndLabel(one)), ...labels.map((label, i) => ({ ...label, y: places[i] }))];
}

/** Annotations and shapes that stood at axes x and y, at the panel's axes. */
function moved(items: unknown, n: string): PlotObject[] {
  return ((items ?? []) as PlotObject[]).map((item) => ({
    ...item,
    xref: String(item.xref ?? 'x').replace(/^x/, `x${n}`),
    yref: String(item.yref ?? 'y').replace(/^y/, `y${n}`),
  }));
}

function panelTitle(text: string, n: string): PlotObject {
  const above = { x: 0.5, xref: `x${n} domain`, xanchor: 'center', y: 1, yref: `y${n} domain`, yanchor: 'bottom' };
  return { text, ...above, showarrow: false, font: { size: fontSize } };
}

function rowTitle(text: string, panel: number): PlotObject {
  const n = panel === 1 ? '' : String(panel);
  const beside = { x: 0, xref: `x${n} domain`, xanchor: 'right', xshift: -8, y: 0.5, yref: `y${n} domain` };
  return { text, ...beside, yanchor: 'middle', showarrow: false, font: { size: fontSize } };
}

/** Traces of one name hide and show together, and only the first stands in the legend. */
function legendOnce(data: readonly PlotObject[]): PlotObject[] {
  const seen = new Set<unknown>();
  return data.map((trace) => {
    if (!trace.name || trace.showlegend !== true) return trace;
    const first = !seen.has(trace.name);
    seen.add(trace.name);
    return { ...trace, legendgroup: trace.name, showlegend: first };
  });
}
