import { expect, it } from 'vitest';
import { paperFlows } from '../../../src/runs/families.js';
import { packGrid } from '../../../src/studies/packed-grid.js';
import { klCurves, klTrend, type TargetResult, targetsFigure } from '../../../src/studies/targets2d/figures.js';

const density = packGrid([
  [0.1, 0],
  [0, 0.3],
]);

const Ks = [2, 8];
const cells = ['U1', 'U2'].flatMap((target) =>
  paperFlows.flatMap((family) => Ks.map((K) => ({ target, family, K, params: 5 * K }))),
);
const result: TargetResult = {
  targets: ['U1', 'U2'].map((target) => ({ target, halfWidth: 4, density })),
  rows: cells.flatMap((cell) => [0.5, 0.1, null].map((kl) => ({ ...cell, kl }))),
  best: cells.map((cell) => ({ ...cell, density, steps: [1, 2], kl: [1, 0.5] })),
};

it('targetsFigure: two rows of panels per target, one colour scale up to the top of the targets', () => {
  const { data, layout } = targetsFigure(result);
  expect(data.filter(({ type }) => type === 'heatmap')).toHaveLength(2 + cells.length);
  expect(new Set(data.map(({ coloraxis }) => coloraxis))).toEqual(new Set(['coloraxis']));
  expect((layout.coloraxis as { cmax: number }).cmax).toBeCloseTo(0.3, 10);
});

it('targetsFigure leaves out what has not been trained', () => {
  const { data } = targetsFigure({ ...result, best: result.best.slice(1) });
  expect(data.filter(({ type }) => type === 'heatmap')).toHaveLength(2 + cells.length - 1);
});

it('klTrend draws medians, a run that broke down being the worst, on axes that all panels share', () => {
  const { data, layout } = klTrend(result);
  const lines = data.filter(({ name }) => name === 'planar');
  expect(lines).toHaveLength(2);
  expect(lines[0]!.y).toEqual([0.5, 0.5]);
  expect((layout.yaxis as { range: unknown }).range).toEqual((layout.yaxis2 as { range: unknown }).range);
});

it('klCurves leaves out a last point that is the mean over fewer updates', () => {
  const best = cells.map((cell) => ({ ...cell, density, steps: [30, 60, 90, 100], kl: [1, 0.5, 0.2, 0.4] }));
  const { data } = klCurves({ ...result, best });
  expect(data[0]!.x).toEqual([30, 60, 90]);
  expect(data[0]!.y).toEqual([1, 0.5, 0.2]);
});
