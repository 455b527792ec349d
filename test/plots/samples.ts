import {
  barChart,
  deformedGrid,
  densityHeatmap,
  type Figure,
  gridLines,
  imageGrid,
  lineChart,
  methods,
  panelGrid,
  scatterPlot,
  trainingCurves,
  withNote,
} from '../../src/plots/index.js';

const line = (count: number) => Array.from({ length: count }, (_, i) => -4 + (8 * i) / (count - 1));
const ring = (x: number, y: number) => Math.exp(-0.5 * ((Math.hypot(x, y) - 2) / 0.4) ** 2);

/** The ring |z| = 2 on a small grid. */
export function ringDensity(): Figure {
  const x = line(24);
  return densityHeatmap({ x, y: x, values: x.map((b) => x.map((a) => ring(a, b))) }, { axes: false });
}

const K = [0, 10, 40];
const curve = { name: 'planar', x: K, y: [92, 89, 86], lower: [91, 88, 85], upper: [93, 90, 87], colour: '#0072b2' };
const grid = gridLines({ lines: 3, perLine: 5 });
const points = Array.from({ length: 8 }, (_, i) => ({
  step: 100 * (i + 1),
  trainBound: 500 / (i + 1),
  validBound: 99,
}));

/** One of each kind. */
export const samples: Readonly<Record<string, Figure>> = {
  density: ringDensity(),
  lines: lineChart([curve, { ...curve, name: 'radial', y: [92, 90, 86.01] }], {
    xTitle: 'K',
    yTitle: 'bound',
    title: 'A',
  }),
  logarithmic: lineChart(
    Object.values(methods).map(({ label, colour }, i) => ({
      name: label,
      colour,
      x: [1, 10, 100],
      y: [1, 10 + i, 100 * i + 1],
    })),
    { xScale: 'log', yScale: 'log', xTicks: [1, 10, 100] },
  ),
  training: trainingCurves([{ family: 'planar', K: 10, points }]),
  scatter: scatterPlot([{ name: 'data', x: K, y: K }], { xRange: [0, 50] }),
  bars: barChart(['a', 'b'], [{ values: [1, 2], errors: [0.1, 0.2], colour: ['#000000', '#ffffff'] }]),
  images: imageGrid([new Float32Array(784).fill(1), new Float32Array(784)], {
    across: 1,
    rowTitles: ['full', 'empty'],
  }),
  deformed: deformedGrid(grid.points, grid.perLine),
  panels: withNote(
    panelGrid([{ figure: ringDensity(), title: 'U1' }, { figure: ringDensity() }], { rowTitles: ['planar'] }),
    'synthetic digits',
  ),
};
