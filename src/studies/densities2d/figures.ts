import { densityHeatmap } from '../../plots/density.js';
import type { Figure } from '../../plots/figure.js';
import { lineChart } from '../../plots/lines.js';
import { panelGrid } from '../../plots/panel-grid.js';
import { scatterPlot } from '../../plots/scatter.js';
import { hiddenAxis } from '../../plots/theme.js';
import { wholeMeans } from '../../plots/training-curves.js';
import { unpackGrid } from '../packed-grid.js';
import type { Density2dBest } from './result.js';

/** What figures need of a result. */
export interface DensityFits {
  best: readonly Pick<Density2dBest, 'data' | 'halfWidth' | 'points' | 'density' | 'steps' | 'nll'>[];
}

/** Training points above, the learned density below, a column per data set; one colour scale per density. */
export function densityGallery({ best }: DensityFits, { panelWidth = 150 }: { panelWidth?: number } = {}): Figure {
  const data = best.map(({ data: title, points, halfWidth }) => ({ figure: cloud(points, halfWidth), title }));
  const fits = best.map(({ density, halfWidth }) => ({
    figure: densityHeatmap(unpackGrid(density, halfWidth), { axes: false }),
  }));
  return panelGrid([...data, ...fits], {
    ...{ columns: best.length, panelWidth, panelHeight: panelWidth, commonScale: false },
    rowTitles: ['data', 'flow'],
  });
}

function cloud(points: readonly number[], halfWidth: number): Figure {
  const coordinate = (which: number) => points.filter((_, i) => i % 2 === which);
  const { data, layout } = scatterPlot([{ x: coordinate(0), y: coordinate(1), size: 2 }]);
  const range = [-halfWidth, halfWidth];
  const shown = { range, constrain: 'domain' };
  return { data, layout: { ...layout, xaxis: hiddenAxis(shown), yaxis: hiddenAxis({ ...shown, scaleanchor: 'x' }) } };
}

/** −ln q of training batches against updates, a curve per data set. */
export function densityCurves({ best }: DensityFits): Figure {
  const colours = ['#0072b2', '#e69f00', '#117733', '#882255', '#7f7f7f'];
  const series = best.map(({ data: name, steps, nll }, i) => ({
    ...{ name, colour: colours[i] },
    ...wholeMeans(steps, nll),
  }));
  return lineChart(series, { xTitle: 'updates', yTitle: '−ln q, nats', labels: 'direct' });
}
