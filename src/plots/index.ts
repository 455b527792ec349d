export { type BarChartOptions, type Bars, barChart } from './bars.js';
export { classClouds } from './class-clouds.js';
export {
  type DeformedGridOptions,
  deformedGrid,
  type GridLines,
  type GridLinesOptions,
  gridLines,
} from './deformed-grid.js';
export { type DensityOptions, densityHeatmap, type GridValues } from './density.js';
export { type DiagramArrow, type DiagramNode, diagram } from './diagram.js';
export type { Figure, PlotObject } from './figure.js';
export { type HistogramOptions, histogram, withHistogram } from './histogram.js';
export { type ImageGridOptions, imageGrid } from './image-grid.js';
export { type Interval, type IntervalChartOptions, intervalChart } from './intervals.js';
export { jacobianPattern } from './jacobian-pattern.js';
export { type LineChartOptions, lineChart, type Series } from './lines.js';
export { type MethodStyle, methodLabel, methodStyle, methods } from './methods.js';
export { withNote } from './note.js';
export { type Panel, type PanelGridOptions, panelGrid } from './panel-grid.js';
export { type Cloud, type PointPlotOptions, pointPlot, type ScatterOptions, scatterPlot } from './scatter.js';
export type { FigureOptions } from './theme.js';
export { type TrainingCurve, trainingCurves } from './training-curves.js';
