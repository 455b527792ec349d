import { densityHeatmap, type Figure, lineChart, type PlotObject, panelGrid, scatterPlot } from '../../plots/index.js';
import { unpackGrid } from '../packed-grid.js';
import type { ConditionalDensityResult, ConditionalSlice } from './result.js';
import { placesOf } from './run.js';
import { trueLogDensity } from './truth.js';

/** Of the fitted density at one x; light enough for the dark end of a density's scale. */
const colour = '#e69f00';

/** Rows, the density of y given x, true and fitted, and both at some x. */
export function conditionalDensityFigure({ meta, rows, density, slices }: ConditionalDensityResult): Figure {
  const { halfWidth } = meta.config;
  const range = [-halfWidth, halfWidth] as const;
  const axes = { xTitle: 'x', yTitle: 'y' };
  const cloud = { x: rows.map(([x]) => x!), y: rows.map(([, y]) => y!), size: 2.5, opacity: 0.5 };
  const fitted = unpackGrid(density, halfWidth);
  const [xs, ys] = [Array.from(fitted.x), Array.from(fitted.y)];
  const truth = { x: xs, y: ys, values: ys.map((y) => xs.map((x) => Math.exp(trueLogDensity(x, y)))) };
  const heat = densityHeatmap(fitted, axes);
  const panels = [
    { title: 'rows', figure: scatterPlot([cloud], { ...axes, xRange: range, yRange: range }) },
    { title: 'p(y | x), true', figure: densityHeatmap(truth, axes) },
    { title: 'q(y | x), fitted', figure: { ...heat, layout: { ...heat.layout, shapes: slices.map(marker) } } },
    ...slicePanels(slices, halfWidth),
  ];
  return panelGrid(panels, { columns: 3, panelWidth: 220, panelHeight: 220 });
}

/** Where a slice is cut. */
const marker = ({ x }: ConditionalSlice): PlotObject => ({
  ...{ type: 'line', xref: 'x', yref: 'y domain', x0: x, x1: x, y0: 0, y1: 1 },
  line: { color: colour, width: 1.5, dash: 'dash' },
});

function slicePanels(slices: readonly ConditionalSlice[], halfWidth: number) {
  const all = slices.map(({ x, fitted }) => {
    const y = placesOf(fitted.length, halfWidth);
    return { x, y, fitted, truth: y.map((value) => Math.exp(trueLogDensity(x, value))) };
  });
  const top = Math.max(...all.flatMap(({ fitted, truth }) => [...fitted, ...truth]));
  return all.map(({ x, y, fitted, truth }) => ({
    title: `at x = ${String(x).replace('-', '−')}`,
    figure: lineChart(
      [
        { name: 'q(y | x)', x: y, y: fitted, colour },
        { name: 'p(y | x)', x: y, y: truth, dash: 'dot', width: 1.5 },
      ],
      { xTitle: 'y', yTitle: 'density', yRange: [-0.02 * top, 1.05 * top], labels: 'legend' },
    ),
  }));
}
