import { densityHeatmap, type Figure, panelGrid } from '../../plots/index.js';
import type { FlowLayersResult, FlowLayersRow } from './result.js';

/** One row of panels per base density and family, one column per K; every panel has its own scale. */
export function flowLayersFigure({ meta, rows }: FlowLayersResult): Figure {
  const { layers, halfWidth } = meta.config;
  const panels = rows.map((row, i) => ({
    figure: densityHeatmap(gridOf(row, halfWidth), { axes: false }),
    ...(i < layers.length ? { title: row.K === 0 ? 'q₀' : `K = ${row.K}` } : {}),
  }));
  const rowTitles = rows.filter((_, i) => i % layers.length === 0).map(({ family, base }) => `${base}, ${family}`);
  const size = { columns: layers.length, panelWidth: 150, panelHeight: 150 };
  return panelGrid(panels, { ...size, commonScale: false, rowTitles });
}

function gridOf({ thousandths, top }: FlowLayersRow, halfWidth: number) {
  const n = thousandths.length;
  const axis = Array.from({ length: n }, (_, i) => ((2 * i + 1) / n - 1) * halfWidth);
  return { x: axis, y: axis, values: thousandths.map((line) => line.split(' ').map((value) => (+value * top) / 1000)) };
}
