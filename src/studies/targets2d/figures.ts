import { densityHeatmap, type GridValues } from '../../plots/density.js';
import type { Figure } from '../../plots/figure.js';
import { type LineChartOptions, lineChart, type Series } from '../../plots/lines.js';
import { methodStyle } from '../../plots/methods.js';
import { type Panel, panelGrid } from '../../plots/panel-grid.js';
import { wholeMeans } from '../../plots/training-curves.js';
import { paperFlows } from '../../runs/families.js';
import { unpackGrid } from '../packed-grid.js';
import type { Target2dBest, Target2dRow, Target2dTruth } from './result.js';

/** What figures need of a result. */
export interface TargetResult {
  targets: readonly Pick<Target2dTruth, 'target' | 'halfWidth' | 'density'>[];
  rows: readonly TargetKl[];
  best: readonly Omit<Target2dBest, 'seed'>[];
}

type TargetKl = Pick<Target2dRow, 'target' | 'family' | 'K' | 'params' | 'kl'>;

/**
 * Targets × flow × K on one page: two rows per target, the target and the best of the other families on the left.
 * One colour scale for all; z₁ to the right and z₂ upwards, both over (−halfWidth, halfWidth).
 */
export function targetsFigure(result: TargetResult, { panelWidth = 92 }: { panelWidth?: number } = {}): Figure {
  const Ks = depthsOf(result);
  const max = Math.max(...result.targets.map(({ density }) => topOf(unpackGrid(density, 1))));
  const picture = (density: string | null | undefined, halfWidth: number, title: string): Panel =>
    density ? { figure: densityHeatmap(unpackGrid(density, halfWidth), { axes: false, max }), title } : emptyPanel;
  const rows = result.targets.flatMap(({ target, halfWidth, density }) => {
    const flows = (families: readonly string[]) =>
      families.flatMap((family) => Ks.map((K) => flowPanel(result, { target, family, K }, halfWidth, picture)));
    const other = result.best.filter((one) => one.target === target && one.family === 'spline-coupling').at(-1);
    return [
      [picture(density, halfWidth, target), ...flows(paperFlows.slice(0, 2))],
      [picture(other?.density, halfWidth, 'spline'), ...flows(paperFlows.slice(2))],
    ];
  });
  return panelGrid(rows.flat(), { columns: 1 + 2 * Ks.length, panelWidth, panelHeight: panelWidth });
}

const topOf = ({ values }: GridValues): number => Math.max(...Array.from(values).flatMap((row) => Array.from(row)));

type Picture = (density: string | null | undefined, halfWidth: number, title: string) => Panel;

/** Where nothing has been trained. */
export const emptyPanel: Panel = {
  figure: { data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false } } },
};

function flowPanel(
  { best }: TargetResult,
  { target, family, K }: { target: string; family: string; K: number },
  halfWidth: number,
  picture: Picture,
): Panel {
  const found = best.find((one) => one.target === target && one.family === family && one.K === K);
  return picture(found?.density, halfWidth, `${methodStyle(family).label} ${K}`);
}

const depthsOf = ({ rows }: TargetResult): number[] =>
  [...new Set(rows.filter(({ family }) => paperFlows.includes(family)).map(({ K }) => K))].sort((a, b) => a - b);

/** KL against K, a panel per target: the median over seeds, and a band from the best to the worst. */
export function klTrend(result: TargetResult): Figure {
  const Ks = depthsOf(result);
  const options = { xTitle: 'layers K', xTicks: Ks };
  return targetPanels(result, options, (target) =>
    paperFlows.flatMap((family) => {
      const cells = Ks.map((K) =>
        klsOf(result, (row) => row.target === target && row.family === family && row.K === K),
      );
      return seriesOf(family, Ks, cells);
    }),
  );
}

/** KL against the number of trained parameters, all families, a panel per target: medians over seeds. */
export function klBudget(result: TargetResult): Figure {
  const families = [...new Set(result.rows.map(({ family }) => family))];
  const options: LineChartOptions = { xTitle: 'parameters', labels: 'legend' };
  return targetPanels(result, options, (target) =>
    families.flatMap((family) => {
      const own = result.rows.filter((row) => row.target === target && row.family === family);
      const params = [...new Set(own.map((row) => row.params))].sort((a, b) => a - b);
      const cells = params.map((count) => klsOf(result, (row) => own.includes(row) && row.params === count));
      return seriesOf(family, params, cells).map(({ lower: _, upper: __, ...line }) => line);
    }),
  );
}

/** KL while training, best seeds of the paper's flows at the largest K, a panel per target. */
export function klCurves(result: TargetResult): Figure {
  const K = Math.max(...depthsOf(result));
  return targetPanels(result, { xScale: 'linear', xTitle: 'updates', yRange: [1e-3, 10] }, (target) =>
    paperFlows.flatMap((family) => {
      const found = result.best.find((one) => one.target === target && one.family === family && one.K === K);
      if (!found) return [];
      const { label: name, colour } = methodStyle(family);
      return [{ name, colour, ...wholeMeans(found.steps, found.kl), width: 1.5 }];
    }),
  );
}

/** A panel per target, two in a row, all with the same axes. */
function targetPanels(
  { targets }: TargetResult,
  options: LineChartOptions,
  make: (target: string) => Series[],
): Figure {
  const all = targets.map(({ target }) => ({ title: target, series: make(target) }));
  const scales = { xScale: 'log', yScale: 'log', labels: 'legend' } as const;
  const yRange = rangeOf(all.flatMap(({ series }) => series));
  const panels = all.map(({ title, series }, i) => {
    const yTitle = i % 2 === 0 ? 'KL, nats' : undefined;
    return { title, figure: lineChart(series, { ...scales, yRange, ...options, ...(yTitle && { yTitle }) }) };
  });
  return panelGrid(panels, { columns: 2, panelWidth: 290, panelHeight: 220 });
}

/** From a little below the least positive value to a little above the largest. */
function rangeOf(series: readonly Series[]): [number, number] {
  const values = series
    .flatMap(({ y, lower = [], upper = [] }) => [y, lower, upper].flatMap((part) => Array.from(part)))
    .filter((value) => Number.isFinite(value) && value > 0);
  return values.length === 0 ? [0.01, 1] : [0.8 * Math.min(...values), 1.25 * Math.max(...values)];
}

/** Ascending; a run that broke down counts as infinitely bad. */
const klsOf = ({ rows }: TargetResult, chosen: (row: TargetKl) => boolean): number[] =>
  rows
    .filter(chosen)
    .map(({ kl }) => kl ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);

/** Line through medians with a band; nothing for a family without rows. */
function seriesOf(family: string, x: readonly number[], cells: readonly number[][]): Series[] {
  const there = x.map((value, i) => ({ value, kls: cells[i]! })).filter(({ kls }) => kls.length > 0);
  if (there.length === 0) return [];
  const { label: name, colour } = methodStyle(family);
  const finite = (kls: number[]) => kls.filter(Number.isFinite);
  return [
    {
      ...{ name, colour, markers: true },
      x: there.map(({ value }) => value),
      y: there.map(({ kls }) => medianOf(kls)),
      lower: there.map(({ kls }) => finite(kls)[0] ?? Number.NaN),
      upper: there.map(({ kls }) => finite(kls).at(-1) ?? Number.NaN),
    },
  ];
}

/** Of ascending values. */
const medianOf = (sorted: readonly number[]): number =>
  (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
