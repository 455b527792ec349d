import { densityHeatmap } from '../../plots/density.js';
import type { Figure } from '../../plots/figure.js';
import { methodStyle } from '../../plots/methods.js';
import { type Panel, panelGrid } from '../../plots/panel-grid.js';
import { paperFlows } from '../../runs/families.js';
import { unpackGrid } from '../packed-grid.js';
import { emptyPanel, type TargetResult } from './figures.js';

/**
 * The families that the 2015 paper lacks, a column each beside the target, a row per target: the best seed of the first
 * of a family's sizes. One colour scale; z₁ to the right and z₂ upwards, both over (−halfWidth, halfWidth).
 */
export function familyGallery(result: TargetResult, { panelWidth = 105 }: { panelWidth?: number } = {}): Figure {
  const families = [...new Set(result.best.map(({ family }) => family))].filter((name) => !paperFlows.includes(name));
  const titles = ['target', ...families.map((family) => methodStyle(family).label.replace('circular ', ''))];
  const rows = result.targets.map(({ target, halfWidth, density }) => {
    const found = families.map((family) => result.best.find((one) => one.target === target && one.family === family));
    return [density, ...found.map((best) => best?.density)].map((packed) => picture(packed, halfWidth));
  });
  const panels = rows.flatMap((row, i) => row.map((panel, j) => ({ ...panel, title: i === 0 ? titles[j]! : '' })));
  const rowTitles = result.targets.map(({ target }) => target);
  return panelGrid(panels, { columns: titles.length, panelWidth, panelHeight: panelWidth, rowTitles });
}

const picture = (density: string | null | undefined, halfWidth: number): Panel =>
  density ? { figure: densityHeatmap(unpackGrid(density, halfWidth), { axes: false }) } : emptyPanel;
