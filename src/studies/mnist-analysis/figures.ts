import type { Figure } from '../../plots/figure.js';
import { intervalChart } from '../../plots/intervals.js';
import { lineChart, type Series } from '../../plots/lines.js';
import { methodLabel, methodStyle } from '../../plots/methods.js';
import { panelGrid } from '../../plots/panel-grid.js';
import { shortNumbers } from '../../plots/short-numbers.js';
import { axis, baseLayout, legendAbove, textWidth } from '../../plots/theme.js';
import { paperFlows } from '../../runs/families.js';
import type { PublishedBounds } from './published.js';

/** A mean with a 95 % interval, nats. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** What one flow reaches, as `mnist-analysis.json` holds it. */
export interface CellBounds {
  family: string;
  K: number;
  /** Updates that the models were to have. */
  steps: number;
  bound: Interval;
  kl: Interval;
  nll: Interval;
}

const quantities = [
  ['bound', '(a) bound'],
  ['kl', '(b) bound gap'],
  ['nll', '(c) −ln p(x)'],
] as const;

/**
 * Bound, bound gap and −ln p(x) against K with 95 % intervals over images, and published values as dashed lines,
 * for the families of the paper and the most updates of any. Laid out like figure 4 of Rezende & Mohamed 2015.
 */
export function boundsByLayers(cells: readonly CellBounds[], published: readonly PublishedBounds[] = []): Figure {
  const most = Math.max(...cells.map(({ steps }) => steps));
  const longest = cells.filter(({ steps }) => steps === most);
  const panels = quantities.map(([quantity, title], i) => {
    const theirs = overLayers(published).map(({ family, rows }) => asPublished(family, rows, quantity));
    const ours = overLayers(longest).map(({ family, rows }) => measured(family, rows, quantity));
    const options = { xTitle: 'layers K', labels: 'legend', ...(i === 0 ? { yTitle: 'nats' } : {}) } as const;
    return { title, figure: lineChart([...theirs, ...ours], options) };
  });
  return panelGrid(panels, { panelWidth: 225, panelHeight: 240 });
}

/** The rows of each of the paper's families by K, from the row without a flow on. */
function overLayers<Row extends { family: string; K: number }>(rows: readonly Row[]) {
  const found = paperFlows.filter((family) => rows.some((row) => row.family === family));
  return found.map((family) => ({
    family,
    rows: rows.filter((row) => row.K === 0 || row.family === family).sort((a, b) => a.K - b.K),
  }));
}

type Quantity = (typeof quantities)[number][0];

function measured(family: string, cells: readonly CellBounds[], quantity: Quantity): Series {
  const { label: name, colour } = methodStyle(family);
  return {
    ...{ name, colour, markers: true },
    x: cells.map(({ K }) => K),
    y: cells.map((cell) => cell[quantity].mean),
    lower: cells.map((cell) => cell[quantity].low),
    upper: cells.map((cell) => cell[quantity].high),
  };
}

function asPublished(family: string, rows: readonly PublishedBounds[], quantity: Quantity): Series {
  const { label, colour } = methodStyle(family);
  const style = { name: `${label}, published`, colour, dash: 'dash', width: 1.5, opacity: 0.7 } as const;
  return { ...style, x: rows.map(({ K }) => K), y: rows.map((row) => row[quantity]) };
}

/** By how much one flow is better than another, as `mnist-analysis.json` holds it. */
export interface PairedGain {
  better: { family: string; K: number };
  than: { family: string; K: number };
  /** Updates of both. */
  steps: number;
  gain: Interval;
}

/**
 * How much lower −ln p(x) is than without a flow, on the same images and after as many updates, with 95 % intervals;
 * best first. Where models had different numbers of updates, labels say how many.
 */
export function gainsOverPlain(comparisons: readonly PairedGain[]): Figure {
  const shown = comparisons.filter(({ than }) => than.K === 0).sort((a, b) => b.gain.mean - a.gain.mean);
  const mixed = new Set(shown.map(({ steps }) => steps)).size > 1;
  const intervals = shown.map(({ better, steps, gain }) => ({
    ...gain,
    label: `${methodLabel(better.family, better.K)}${mixed ? ` (${steps / 1000}k)` : ''}`,
    colour: methodStyle(better.family).colour,
  }));
  return intervalChart(intervals, { xTitle: 'gain in −ln p(x) over no flow, nats' });
}

/** A model looked into, as `mnist-analysis.json` holds it. */
export interface ModelLook {
  family: string;
  K: number;
  curve: readonly { samples: number; nll: number }[];
  shape: { correlation: { mean: number; stdErr: number }; nonGaussian: { mean: number; stdErr: number } };
}

/** The S-curves, −ln p̂_S(x) against S: without a flow, the shortest and the longest planar flow, and the best of all. */
export function sampleCurves(runs: readonly ModelLook[]): Figure {
  const planar = runs.filter(({ family }) => family === 'planar').sort((a, b) => a.K - b.K);
  const byLast = [...runs].sort((a, b) => a.curve.at(-1)!.nll - b.curve.at(-1)!.nll);
  const chosen = [
    ...runs.filter(({ K }) => K === 0),
    ...planar.slice(0, 1),
    ...planar.slice(-1),
    ...byLast.slice(0, 1),
  ];
  const series = [...new Set(chosen)].map(({ family, K, curve }, i) => ({
    name: methodLabel(family, K),
    colour: methodStyle(family).colour,
    dash: i === 1 ? ('dash' as const) : ('solid' as const),
    markers: true,
    x: curve.map(({ samples }) => samples),
    y: curve.map(({ nll }) => nll),
  }));
  return lineChart(series, { xScale: 'log', xTitle: 'importance samples S', yTitle: '−ln p(x), nats' });
}

const shapeParts = [
  { part: 'correlation', name: 'correlations', colour: '#88aacc' },
  { part: 'nonGaussian', name: 'not Gaussian', colour: '#224466' },
] as const;

/** What no Gaussian with independent coordinates has: nats in correlations and, on top of them, nats in everything else. */
export function posteriorShapes(runs: readonly ModelLook[]): Figure {
  const flows = runs.filter(({ K }) => K > 0);
  const labels = flows.map(({ family, K }) => methodLabel(family, K));
  const height = 110 + 24 * flows.length;
  return {
    data: shapeParts.map(({ part, name, colour }) => ({
      type: 'bar',
      orientation: 'h',
      name,
      x: shortNumbers(flows.map(({ shape }) => shape[part].mean)),
      y: labels,
      marker: { color: colour },
    })),
    layout: {
      ...baseLayout({ width: 700, height }, { l: 16 + Math.max(...labels.map((label) => textWidth(label))), t: 40 }),
      barmode: 'stack',
      xaxis: axis('nats', { rangemode: 'tozero' }),
      yaxis: axis(undefined, {
        type: 'category',
        autorange: 'reversed',
        showgrid: false,
        ticks: '',
        automargin: false,
      }),
      showlegend: true,
      legend: { ...legendAbove(6, height), traceorder: 'normal' },
    },
  };
}
